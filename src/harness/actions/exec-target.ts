import { Kind } from '../../sim/api/kinds/ids.js'
import { compileSelector } from '../../sim/api/labels.js'
import type { LabelSelector, Pod, StringMap } from '../../sim/api/types.js'
import type { Target } from '../../sim/requests/target.js'
import type { Cluster } from '../../sim/state.js'
import { isReady } from '../../sim/controllers/pod-state.js'
import { matchesGlob } from '../values/glob.js'

/** Kinds whose pods kubectl finds by their selector. */
const workloads: readonly string[] = [Kind.Deployment, Kind.ReplicaSet, Kind.StatefulSet, Kind.DaemonSet, Kind.Job, Kind.ReplicationController, Kind.Service]

export const hasPods = (kind: string): boolean => kind === Kind.Pod || workloads.includes(kind)

/** The pod that is meant: itself, the first that a glob finds, or the one that `kubectl exec` takes of a workload; undefined: there is none. */
export function podNameOf({ store }: Cluster, { kind, namespace, name }: Target): string | undefined {
  if (kind === Kind.Pod) {
    if (!name.includes('*')) return name
    return mostActive(store.inNamespace<Pod>('Pod', namespace).filter(({ metadata }) => matchesGlob(name, metadata.name)))?.metadata.name
  }
  const selects = selectorOf(store.get(kind, `${namespace}/${name}`) as Selecting)
  return selects === undefined ? undefined : mostActive(store.inNamespace<Pod>('Pod', namespace).filter(({ metadata }) => selects(metadata.labels)))?.metadata.name
}

type Selecting = { readonly spec?: { readonly selector?: StringMap | LabelSelector } } | undefined

function selectorOf(object: Selecting): ((labels: StringMap | undefined) => boolean) | undefined {
  const selector = object?.spec?.selector
  if (selector === undefined) return undefined
  const isPlain = !('matchLabels' in selector) && !('matchExpressions' in selector)
  return compileSelector(isPlain ? { matchLabels: selector as StringMap } : (selector as LabelSelector))
}

/** What kubectl looks at first: bound, running, ready, then the oldest (pkg/controller ActivePods, reversed). */
function mostActive(pods: readonly Pod[]): Pod | undefined {
  const rank = (pod: Pod): number => (pod.spec.nodeName === undefined ? 0 : 4) + (pod.status.phase === 'Running' ? 2 : 0) + (isReady(pod) ? 1 : 0)
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).toSorted((a, b) => rank(b) - rank(a) || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1))[0]
}
