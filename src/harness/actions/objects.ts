import { cordonRequest } from '../../sim/requests/cordon.js'
import { deleteRequest, type DeleteRequest } from '../../sim/requests/delete.js'
import { labelRequest } from '../../sim/requests/label.js'
import { patchRequest, type ApplyPatchOptions, type PatchType } from '../../sim/requests/patch.js'
import { rolloutPause, rolloutRestart, rolloutUndo } from '../../sim/requests/rollout.js'
import { scaleRequest } from '../../sim/requests/scale.js'
import { setEnv, setImage, setResources } from '../../sim/requests/set.js'
import { taintRequest } from '../../sim/requests/taint.js'
import type { Context, RequestOptions, RequestResult } from '../../sim/requests/request.js'
import type { Target } from '../../sim/requests/target.js'
import type { Json } from '../../sim/api/types.js'
import { parseDuration } from '../values/duration.js'
import type { CompileAction, CompileScope } from './action.js'
import { fieldsOf, isDryRun, isFields, listOf, textOf } from './json.js'
import { requesting } from './requests.js'
import { showHistory, watchRollout } from './rollout-watch.js'
import { compileReference, compileTargets, type TargetFinder } from './targets.js'

type Work = { readonly find: TargetFinder; readonly request: (context: Context, target: Target) => RequestResult }

const carryOut = (work: readonly Work[]): ReturnType<CompileAction> =>
  requesting((context) => work.flatMap(({ find, request }) => find(context).map((target) => () => request(context, target))))

const pointerOf = ({ step }: CompileScope): string => `${step.pointer}/${step.action}`
const below = (pointer: string, key: string): string => `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** `{ deployment/web: VALUE }`: one request for each entry. */
function eachReference(params: Json, pointer: string, scope: CompileScope, request: (context: Context, target: Target, value: Json) => RequestResult): readonly Work[] {
  return fieldsOf(params).flatMap(([text, value]) => {
    const find = compileTargets(text, below(pointer, text), scope)
    return find === undefined ? [] : [{ find, request: (context: Context, target: Target) => request(context, target, value) }]
  })
}

export const remove: CompileAction = (params, scope) => {
  const pointer = pointerOf(scope)
  const work = listOf(params).flatMap((value, i): readonly Work[] => {
    const find = compileTargets(value, Array.isArray(params) ? `${pointer}/${i}` : pointer, scope)
    if (find === undefined) return []
    const options = isFields(value) ? deleteOptions(value, scope, pointer) : {}
    return [{ find, request: (context, target) => deleteRequest(context, target, options) }]
  })
  return carryOut(work)
}

function deleteOptions(value: { readonly [key: string]: Json }, scope: CompileScope, pointer: string): DeleteRequest {
  const grace = value['grace'] === undefined ? undefined : parseDuration(value['grace'])
  if (grace !== undefined && 'problem' in grace) scope.problem(`${pointer}/grace`, grace.problem.message, grace.problem.fix)
  const cascade = textOf(value['cascade'])
  return {
    ...(grace !== undefined && 'value' in grace ? { graceSeconds: Math.floor(grace.value / 1000) } : {}),
    ...(cascade === undefined ? {} : { cascade: cascade as NonNullable<DeleteRequest['cascade']> }),
    isForced: value['force'] === true, isDryRun: isDryRun(value),
  }
}

export const scale: CompileAction = (params, scope) =>
  carryOut(eachReference(params, pointerOf(scope), scope, (context, target, value) => scaleRequest(context, target, Number(value))))

export const patch: CompileAction = (params, scope) => {
  if (!isFields(params)) return undefined
  const find = compileTargets(params['target'] ?? null, `${pointerOf(scope)}/target`, scope)
  const type = (textOf(params['type']) ?? 'strategic') as PatchType
  const subresource = textOf(params['subresource']) as RequestOptions['subresource']
  const fieldManager = textOf(params['fieldManager'])
  const options: ApplyPatchOptions = {
    ...(subresource !== undefined && { subresource }), ...(fieldManager !== undefined && { fieldManager }),
    isDryRun: isDryRun(params), isForced: params['forceConflicts'] === true,
  }
  return find === undefined ? undefined : carryOut([{ find, request: (context, target) => patchRequest(context, target, type, params['patch'] ?? null, options) }])
}

export const set: CompileAction = (params, scope) => {
  const setters = { image: setImage, env: setEnv, resources: setResources } as const
  const work = fieldsOf(params).flatMap(([what, value]) =>
    eachReference(value, `${pointerOf(scope)}/${what}`, scope, (context, target, inner) => setters[what as keyof typeof setters](context, target, inner as never)))
  return carryOut(work)
}

export const rollout: CompileAction = (params, scope) => {
  if (isFields(params) && params['status'] !== undefined) return watchRollout(params, scope)
  if (isFields(params) && params['history'] !== undefined) return showHistory(params, scope)
  const revision = isFields(params) ? params['toRevision'] : undefined
  const verbs: Readonly<Record<string, (context: Context, target: Target) => RequestResult>> = {
    restart: rolloutRestart,
    undo: (context, target) => rolloutUndo(context, target, typeof revision === 'number' ? revision : 0),
    pause: (context, target) => rolloutPause(context, target, true),
    resume: (context, target) => rolloutPause(context, target, false),
  }
  const work = fieldsOf(params).flatMap(([verb, value]): readonly Work[] => {
    const request = verbs[verb]
    if (request === undefined) return []
    return listOf(value).flatMap((reference) => {
      const find = compileTargets(reference, `${pointerOf(scope)}/${verb}`, scope)
      return find === undefined ? [] : [{ find, request }]
    })
  })
  return carryOut(work)
}

/** `{ node/worker-0: "disk=ssd old-" }`, or several: `{ ref, select, set }`. */
const marking = (request: (context: Context, target: Target, text: string) => RequestResult): CompileAction => (params, scope) => {
  const pointer = pointerOf(scope)
  if (isFields(params) && params['ref'] !== undefined) {
    const find = compileTargets(params, pointer, scope)
    const text = textOf(params['set']) ?? ''
    return find === undefined ? undefined : carryOut([{ find, request: (context, target) => request(context, target, text) }])
  }
  return carryOut(eachReference(params, pointer, scope, (context, target, value) => request(context, target, String(value))))
}

export const label: CompileAction = marking((context, target, text) => labelRequest(context, target, 'labels', text))
export const annotate: CompileAction = marking((context, target, text) => labelRequest(context, target, 'annotations', text))
export const taint: CompileAction = marking((context, target, text) => taintRequest(context, target.name, text))

const cordoning = (isUnschedulable: boolean): CompileAction => (params, scope) => {
  const targets = listOf(params).flatMap((value) => {
    const name = String(value)
    const target = compileReference(name.includes('/') ? name : `node/${name}`, pointerOf(scope), scope)
    return target === undefined ? [] : [target]
  })
  return requesting((context) => targets.map(({ name }) => () => cordonRequest(context, name, isUnschedulable)))
}
export const cordon: CompileAction = cordoning(true)
export const uncordon: CompileAction = cordoning(false)
