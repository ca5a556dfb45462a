import type { Node } from '../api/types.js'
import type { ActorContext, Cluster } from '../state.js'
import type { NodeState } from './state.js'

/**
 * What a kubelet has told is remembered by its process alone (EventCorrelator, client-go tools/record 1.36): the next process tells it in
 * new Events, counts from one, and its spam filter lets as many through as ever.
 */
export function forgetEvents({ cluster, store }: ActorContext, { name, workers }: NodeState): void {
  for (const uid of workers) forgetOf(cluster, uid, name)
  forgetOf(cluster, store.get<Node>('Node', name)?.metadata.uid ?? '', name)
}

function forgetOf({ correlations }: Cluster, uid: string, host: string): void {
  const known = correlations.edit(uid)
  if (known === undefined) return
  const kept = known.filter((one) => one.host !== host)
  if (kept.length === known.length) return
  if (kept.length === 0) correlations.delete(uid)
  else correlations.set(uid, kept)
}
