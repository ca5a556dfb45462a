import type { Millis } from '../api/types.js'
import type { Cluster, ActorContext } from '../state.js'

/** How far the node's clock is ahead of the cluster's, by the `clock-skew` faults that hold. */
function skewOf({ conditions }: Cluster, node: string): Millis {
  let skewMs = 0
  for (const { fault, params } of conditions) {
    if (fault === 'clock-skew' && (params['nodes'] as readonly string[]).includes(node)) skewMs += params['skewMs'] as number
  }
  return skewMs
}

/** The context with the node's own clock: every time that its kubelet writes or reads goes by it. For one call only. */
export function atNode(context: ActorContext, node: string): ActorContext {
  const { cluster } = context
  const skewMs = cluster.conditions.length === 0 || cluster.clock.node === node ? 0 : skewOf(cluster, node)
  return skewMs === 0 ? context : { ...context, by: `kubelet@${node}`, cluster: { ...cluster, clock: { startMs: cluster.clock.startMs + skewMs, node } } }
}
