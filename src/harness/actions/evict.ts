import { evictPod } from '../../sim/apiserver/evict.js'
import { ok } from '../../sim/api/errors.js'
import { resolveResource } from '../../sim/api/kinds/registry.js'
import type { Json } from '../../sim/api/types.js'
import type { Context, RequestResult } from '../../sim/requests/request.js'
import type { Target } from '../../sim/requests/target.js'
import { objectKey } from '../../sim/store/keys.js'
import { parseReference } from '../values/reference.js'
import type { CompileAction, CompileScope } from './action.js'
import { isFields, listOf, textOf } from './json.js'
import { requesting } from './requests.js'
import { compileTargets, type TargetFinder } from './targets.js'

/** Asks the eviction API for one pod after the other. */
export const evict: CompileAction = (params, scope) => {
  const pointer = `${scope.step.pointer}/evict`
  const finders = listOf(params).flatMap((value, i) => compilePods(value, Array.isArray(params) ? `${pointer}/${i}` : pointer, scope))
  return requesting((context) => finders.flatMap((find) => find(context)).map((target) => () => evictTarget(context, target)))
}

function compilePods(value: Json, pointer: string, scope: CompileScope): readonly TargetFinder[] {
  const text = textOf(isFields(value) ? value['ref'] : value) ?? ''
  const parsed = parseReference(text, resolveResource)
  if ('value' in parsed && parsed.value.kind.id !== 'Pod') {
    scope.problem(isFields(value) ? `${pointer}/ref` : pointer, `only pods can be evicted, but \`${text}\` is a ${parsed.value.kind.kind}`, '{ ref: pods, owner: deployment/web }')
    return []
  }
  const find = compileTargets(value, pointer, scope)
  return find === undefined ? [] : [find]
}

function evictTarget(context: Context, { namespace, name }: Target): RequestResult {
  const result = evictPod(context, objectKey(namespace, name))
  return result.ok ? ok({ object: result.value, said: `pod/${name} evicted` }) : result
}
