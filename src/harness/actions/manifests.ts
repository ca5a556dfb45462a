import { applyRequest } from '../../sim/requests/apply.js'
import type { ApplyFlags } from '../../sim/requests/apply-flags.js'
import { createRequest } from '../../sim/requests/create.js'
import { pruneRequest, refuseApplyFlags, type PruneFlags } from '../../sim/requests/prune.js'
import { replaceRequest, type ReplaceFlags } from '../../sim/requests/replace.js'
import { kubectlText, type Context, type RequestOptions, type RequestResult } from '../../sim/requests/request.js'
import type { KubeObject, Json, JsonObject } from '../../sim/api/types.js'
import { hasFlags, manifestParts } from '../manifest-params.js'
import type { CompileAction, CompileScope } from './action.js'
import { isDryRun, isFields, listOf, textOf } from './json.js'
import { createJob, isJobCreation } from './kubectl.js'
import { refusalOf, requesting } from './requests.js'

type Request<Flags> = (context: Context, value: Json, namespace: string, flags: Flags) => RequestResult

/** The objects that a step sends. With `refused` the door lets everything through: the refusal is what is wanted. Parts of objects pass it too. */
function objectsOf(params: Json, scope: CompileScope, isPartial = false): readonly JsonObject[] {
  const pointer = `${scope.step.pointer}/${scope.step.action}`
  return manifestParts(params).flatMap(({ value, below }) => (scope.step.refused === undefined && !isPartial
    ? scope.checked(value, `${pointer}${below}`).map(({ manifest }) => manifest.object)
    : scope.manifests(value, `${pointer}${below}`).map(({ object }) => object)))
}

const always = ['files', 'objects', 'fieldManager', 'dryRun']

/** The flags beside the manifests; a word that is none is told. */
function flagsOf(params: Json, scope: CompileScope, known: readonly string[]): JsonObject {
  if (!hasFlags(params)) return {}
  const names = [...always, ...known]
  for (const name of Object.keys(params)) {
    if (!names.includes(name)) scope.problem(`${scope.step.pointer}/${scope.step.action}/${name}`, `\`${name}\` is no flag of \`${scope.step.action}\``, `one of: ${names.join(', ')}`)
  }
  return params
}

function optionsOf(flags: JsonObject): RequestOptions {
  const fieldManager = textOf(flags['fieldManager'])
  return { isDryRun: isDryRun(flags), ...(fieldManager !== undefined && { fieldManager }) }
}

const sending = <Flags>(request: Request<Flags>, known: readonly string[], read: (flags: JsonObject) => Flags): CompileAction => (params, scope) => {
  const flags = read(flagsOf(params, scope, known))
  const objects = objectsOf(params, scope)
  return requesting((context, { namespace }) => objects.map((object) => () => request(context, object, namespace, flags)))
}

const applyFlags = ['serverSide', 'forceConflicts', 'force', 'subresource', 'prune']

/** kubectl applies one after another, and prunes only when all were taken. */
export const apply: CompileAction = (params, scope) => {
  const given = flagsOf(params, scope, applyFlags)
  const flags: ApplyFlags = {
    ...optionsOf(given), isServerSide: given['serverSide'] === true, forcesConflicts: given['forceConflicts'] === true, isForced: given['force'] === true,
    ...((given['subresource'] === 'status' || given['subresource'] === 'scale') && { subresource: given['subresource'] }),
  }
  const pruning = pruneFlags(given['prune'])
  const objects = objectsOf(params, scope, flags.isServerSide)
  const refused = refuseApplyFlags(flags, pruning)
  return (run) => {
    if (refused !== undefined) return refusalOf([kubectlText(refused)])
    const applied: KubeObject[] = []
    const result = requesting((context) => objects.map((object) => () => kept(applyRequest(context, object, run.namespace, flags), applied)))(run)
    if (result !== undefined || pruning === undefined) return result
    return requesting((context) => pruneRequest(context, applied, pruning, flags).map((each) => () => each))(run)
  }
}

function kept(result: RequestResult, objects: KubeObject[]): RequestResult {
  if (result.ok) objects.push(result.value.object)
  return result
}

function pruneFlags(value: Json | undefined): PruneFlags | undefined {
  if (!isFields(value)) return undefined
  const select = textOf(value['select'])
  return { isAll: value['all'] === true, allowlist: listOf(value['allowlist']).map(String), ...(select !== undefined && { select }) }
}

const createManifests = sending(createRequest, ['job', 'from', 'image', 'command'], optionsOf)

/** `create: { job: x, from: cronjob/y }` is `kubectl create job`; anything else are manifests. */
export const create: CompileAction = (params, scope) => (isJobCreation(params) ? createJob(params, scope) : createManifests(params, scope))
export const replace: CompileAction = sending(replaceRequest, ['force', 'saveConfig'], (flags): ReplaceFlags => ({ ...optionsOf(flags), isForced: flags['force'] === true, savesConfig: flags['saveConfig'] === true }))
