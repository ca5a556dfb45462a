import { evictPod } from '../apiserver/evict.js'
import { isPodReady } from '../apiserver/pod-condition.js'
import { compileSelector, type LabelPredicate } from '../api/labels.js'
import type { Millis, ObjectKey, Pod, PodDisruptionBudget } from '../api/types.js'
import { controllerOf, keyOf, objectKey } from '../store/keys.js'
import type { Context } from './request.js'

/** The flags of `kubectl drain` that say which pods go, and how. */
export interface DrainOptions {
  readonly ignoresDaemonSets: boolean
  readonly deletesEmptyDirs: boolean
  readonly isForced: boolean
  readonly selects?: LabelPredicate
  /** Instead of each pod's own grace. */
  readonly graceSeconds?: number
}

/** What a drain makes of the pods of a node; with an error none of them is evicted. */
export interface DrainPlan {
  readonly pods: readonly Pod[]
  /** As kubectl prints them after `Warning: `. */
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
}

interface Judgement {
  readonly isEvicted: boolean
  readonly warning?: string
  readonly error?: string
}

const mirrorAnnotation = 'kubernetes.io/config.mirror'
const evicted: Judgement = { isEvicted: true }
const refused = (error: string): Judgement => ({ isEvicted: false, error })

/** Which pods of the node a drain evicts, in the order in which the API lists them (kubectl pkg/drain GetPodsForDeletion, 1.36). */
export function planDrain(context: Context, node: string, options: DrainOptions): DrainPlan {
  const judged = context.store.podsOnNode(node)
    .filter(({ metadata }) => options.selects?.(metadata.labels) !== false)
    .map((pod) => ({ pod, name: keyOf(pod.metadata), judgement: judge(context, pod, options) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    pods: judged.filter(({ judgement }) => judgement.isEvicted).map(({ pod }) => pod),
    warnings: byText(judged.map(({ name, judgement }) => [judgement.warning, name])),
    errors: byText(judged.map(({ name, judgement }) => [judgement.error, name])).map((text) => `cannot delete ${text}`),
  }
}

/** `text: ns/a, ns/b`, one for each text. kubectl's order is that of a Go map, which is none. */
function byText(entries: readonly (readonly [string | undefined, string])[]): readonly string[] {
  const names = new Map<string, string[]>()
  for (const [text, name] of entries) if (text !== undefined) names.set(text, [...(names.get(text) ?? []), name])
  return [...names].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([text, list]) => `${text}: ${list.join(', ')}`)
}

/** pkg/drain filters, 1.36. What a later filter says replaces the warning of an earlier one, so that emptyDir volumes never warn. */
function judge(context: Context, pod: Pod, options: DrainOptions): Judgement {
  const owner = controllerOf(pod)
  const isFinished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'
  const isDaemon = owner?.kind === 'DaemonSet' && owner.apiVersion === 'apps/v1'
  if (isDaemon && !isFinished) {
    const isOrphan = context.store.get('DaemonSet.apps', objectKey(pod.metadata.namespace, owner.name)) === undefined
    if (isOrphan && !options.isForced) return refused(`daemonsets.apps "${owner.name}" not found`)
    if (!isOrphan) return options.ignoresDaemonSets ? { isEvicted: false, warning: 'ignoring DaemonSet-managed Pods' } : refused('DaemonSet-managed Pods (use --ignore-daemonsets to ignore)')
  }
  if (pod.metadata.annotations?.[mirrorAnnotation] !== undefined) return { isEvicted: false }
  if (isFinished) return evicted
  if (!options.deletesEmptyDirs && hasEmptyDir(pod)) return refused('Pods with local storage (use --delete-emptydir-data to override)')
  if (owner !== undefined) return evicted
  return options.isForced ? { isEvicted: true, warning: 'deleting Pods that declare no controller' } : refused('Pods that declare no controller (use --force to override)')
}

const hasEmptyDir = ({ spec }: Pod): boolean => (spec.volumes ?? []).some((volume) => volume.emptyDir !== undefined)

/**
 * What comes of asking for one eviction. `later`: ask again then; `isInside` while it is still the same request, which the API server
 * or the client repeats without a word.
 */
export type EvictionAnswer =
  | { readonly answer: 'granted' | 'gone' }
  | { readonly answer: 'later'; readonly afterMs: Millis; readonly isInside: boolean; readonly said?: string }
  | { readonly answer: 'failed'; readonly message: string }

/** How many evictions each budget has granted in this instant. */
export type GrantedEvictions = Map<ObjectKey, number>

const retryMs: Millis = 5_000
/** EvictionsRetry: 500 ms and a jitter of up to 10 %. */
const conflictMs: Millis = 525
/** The jitter spreads repeated requests over 50 ms: so many of them find the budget as they have read it. */
const repeatedPerInstant = 10

/**
 * Asks once for the eviction of a pod, as one of many that ask in the same instant: where the budget has just granted another one,
 * this one's write of the budget conflicts, and the API server repeats it (EvictionREST.Create and pkg/drain evictPods, 1.36).
 */
export function askEviction(context: Context, pod: Pod, granted: GrantedEvictions, isRepeated: boolean, options: DrainOptions): EvictionAnswer {
  const key = keyOf(pod.metadata)
  const budgets = guardsOf(context, key)
  if (budgets.some((budget) => (granted.get(budget) ?? 0) >= (isRepeated ? repeatedPerInstant : 1))) return { answer: 'later', afterMs: conflictMs, isInside: true }
  const result = evictPod(context, key, options.graceSeconds === undefined ? {} : { graceSeconds: options.graceSeconds })
  if (result.ok) {
    for (const budget of budgets) granted.set(budget, (granted.get(budget) ?? 0) + 1)
    return { answer: 'granted' }
  }
  const { code, message, retryAfterSeconds = 0 } = result.error
  if (code === 404) return { answer: 'gone' }
  const failure = `error when evicting ${podText(pod)}`
  if (code !== 429) return { answer: 'failed', message: `${failure}: ${message}` }
  // client-go heeds Retry-After by itself; kubectl sees no answer until then.
  if (retryAfterSeconds > 0) return { answer: 'later', afterMs: retryAfterSeconds * 1000, isInside: true }
  return { answer: 'later', afterMs: retryMs, isInside: false, said: `${failure} (will retry after 5s): ${message}` }
}

/** `pods/"p" -n "ns"`, as drain's errors name a pod. */
export const podText = ({ metadata }: Pod): string => `pods/"${metadata.name}" -n "${metadata.namespace}"`

/** The budgets that an eviction of the pod is taken off: only ready pods count. */
function guardsOf({ store }: Context, key: ObjectKey): readonly ObjectKey[] {
  if (store.count('PodDisruptionBudget.policy') === 0) return []
  const pod = store.get<Pod>('Pod', key)
  if (pod === undefined || pod.status.phase !== 'Running' || pod.metadata.deletionTimestamp !== undefined || !isPodReady(pod)) return []
  return store.inNamespace<PodDisruptionBudget>('PodDisruptionBudget.policy', pod.metadata.namespace ?? '')
    .filter(({ spec }) => compileSelector(spec.selector)(pod.metadata.labels)).map(({ metadata }) => keyOf(metadata))
}

/** Several errors as one text: the same ones once (apimachinery util/errors Aggregate, 1.36). */
export function aggregateText(errors: readonly string[]): string {
  const different = [...new Set(errors)]
  return different.length === 1 ? different[0]! : `[${different.join(', ')}]`
}
