import { compileSelector, parseSelector, type LabelPredicate } from '../../sim/api/labels.js'
import { resolveResource } from '../../sim/api/kinds/registry.js'
import type { KindDefinition } from '../../sim/api/kinds/define.js'
import type { Json, KubeObject } from '../../sim/api/types.js'
import type { Context } from '../../sim/requests/request.js'
import type { Target } from '../../sim/requests/target.js'
import { controllerOf } from '../../sim/store/keys.js'
import { parseReference, parseSelection, type Selection } from '../values/reference.js'
import type { CompileScope } from './action.js'

/** Names one object, or finds several at the time of the step. */
export type TargetFinder = (context: Context) => readonly Target[]

/** `deployment/web`, `other:service/api`: one object; undefined after a problem was told. */
export function compileReference(text: string, pointer: string, scope: CompileScope): (Target & { readonly definition: KindDefinition }) | undefined {
  const parsed = parseReference(text, resolveResource)
  if ('problem' in parsed) return scope.problem(pointer, parsed.problem.message, parsed.problem.fix)
  const { kind, namespace, name } = parsed.value
  if (name === undefined) return scope.problem(pointer, `\`${text}\` names a kind, but no object`, `write ${text}/NAME`)
  return { definition: kind, kind: kind.id, namespace: namespace ?? scope.spec.namespace, name }
}

/** A reference, or `{ ref: pods, select, name, namespace, owner, node }` for all that match when the step runs. */
export function compileTargets(value: Json, pointer: string, scope: CompileScope): TargetFinder | undefined {
  if (typeof value === 'string') {
    const target = compileReference(value, pointer, scope)
    return target === undefined ? undefined : () => [target]
  }
  const parsed = parseSelection(value, resolveResource)
  if ('problem' in parsed) return scope.problem(pointer, parsed.problem.message, parsed.problem.fix)
  const { ref } = parsed.value
  if (ref === undefined) return scope.problem(pointer, '`ref` is missing: the kind, or `kind/name`', 'ref: pods')
  if (ref.name !== undefined) return compileTargets(ref.text, `${pointer}/ref`, scope)
  const matches = matcherOf(parsed.value)
  const namespace = ref.namespace ?? scope.spec.namespace
  return (context) => candidates(context, ref.kind, parsed.value, namespace).filter(matches).map(({ metadata }) => ({ kind: ref.kind.id, namespace: metadata.namespace ?? '', name: metadata.name }))
}

function candidates({ store }: Context, kind: KindDefinition, selection: Selection<KindDefinition>, namespace: string): readonly KubeObject[] {
  if (!kind.namespaced) return [...store.list(kind.id)]
  if (selection.namespace === undefined) return store.inNamespace(kind.id, namespace)
  const { test } = selection.namespace
  return [...store.list(kind.id)].filter(({ metadata }) => test(metadata.namespace ?? ''))
}

function matcherOf({ select, name, node, owner }: Selection<KindDefinition>): (object: KubeObject) => boolean {
  const parsed = select === undefined ? undefined : parseSelector(select)
  const predicate: LabelPredicate | undefined = parsed?.ok === true ? compileSelector(parsed.value) : undefined
  const nodeOf = (object: KubeObject): string => (object as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName ?? ''
  return (object) =>
    predicate?.(object.metadata.labels) !== false && name?.test(object.metadata.name) !== false && node?.test(nodeOf(object)) !== false &&
    (owner === undefined || (controllerOf(object)?.kind === owner.kind.kind && (owner.name === undefined || controllerOf(object)?.name === owner.name)))
}
