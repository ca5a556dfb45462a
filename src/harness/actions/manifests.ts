import { applyRequest } from '../../sim/requests/apply.js'
import { createRequest } from '../../sim/requests/create.js'
import { replaceRequest } from '../../sim/requests/replace.js'
import type { Context, RequestResult } from '../../sim/requests/request.js'
import type { Json, JsonObject } from '../../sim/api/types.js'
import type { CompileAction } from './action.js'
import { createJob, isJobCreation } from './kubectl.js'
import { requesting } from './requests.js'

type Request = (context: Context, value: Json, namespace: string) => RequestResult

/** A step that sends manifests. With `refused` the door lets everything through: the refusal is what is wanted. */
const sending = (request: Request): CompileAction => (params, scope) => {
  const pointer = `${scope.step.pointer}/${scope.step.action}`
  const objects: readonly JsonObject[] = scope.step.refused === undefined
    ? scope.checked(params, pointer).map(({ manifest }) => manifest.object)
    : scope.manifests(params, pointer).map(({ object }) => object)
  return requesting((context, { namespace }) => objects.map((object) => () => request(context, object, namespace)))
}

export const apply: CompileAction = sending(applyRequest)
const createManifests = sending(createRequest)

/** `create: { job: x, from: cronjob/y }` is `kubectl create job`; anything else are manifests. */
export const create: CompileAction = (params, scope) => (isJobCreation(params) ? createJob(params, scope) : createManifests(params, scope))
export const replace: CompileAction = sending(replaceRequest)
