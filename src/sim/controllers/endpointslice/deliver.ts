import type { Pod } from '../../api/types.js'
import { isEqual } from '../../apiserver/update.js'
import type { Change, LogEntry } from '../../store/log.js'
import type { StoreReader } from '../../store/store.js'
import { enqueue, type WorkQueue } from '../define.js'
import { isReady } from '../pod-state.js'
import { isEndpoint } from './endpoint.js'
import { hasSelecting, servicesSelecting } from './selecting.js'

/** Wakes the Services whose endpoints a change of a pod may change (k8s.io/endpointslice/util controller_utils.go, 0.36). */
export function deliverPod(queue: WorkQueue, entry: LogEntry): void {
  if (!isEndpointNews(entry, queue.context.store)) return
  const pod = entry.object as Pod
  const before = entry.type === 'MODIFIED' ? ((entry.previous ?? pod) as Pod) : pod
  if (isEndpoint(before) || isEndpoint(pod)) enqueueServices(queue, before, pod)
}

/** Whether a Pod comes, goes or changes in what endpoints tell of it, where there is a Service that could tell. */
export function isEndpointNews({ type, object, previous }: Change, store: StoreReader): boolean {
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  if (!hasSelecting(store, pod.metadata.namespace ?? '')) return false
  return type !== 'MODIFIED' || before === undefined || !isEqual(before.metadata.labels, pod.metadata.labels) || isChanged(before, pod)
}

const isChanged = (before: Pod, after: Pod): boolean =>
  before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp || isReady(before) !== isReady(after) ||
  before.status.podIP !== after.status.podIP || !isEqual(before.status.podIPs, after.status.podIPs) || isEndpoint(before) !== isEndpoint(after) ||
  before.spec.hostname !== after.spec.hostname || before.spec.subdomain !== after.spec.subdomain

/** Services that select the pod as it was or as it is. */
function enqueueServices(queue: WorkQueue, before: Pod, after: Pod): void {
  const { namespace = '' } = after.metadata
  const [old, labels] = [before.metadata.labels, after.metadata.labels]
  for (const key of servicesSelecting(queue.context.store, namespace, old === labels ? [labels] : [labels, old])) enqueue(queue, key)
}
