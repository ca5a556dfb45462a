import { forkCluster } from '../../sim/cluster.js'
import { createCluster } from '../../sim/start.js'
import type { Cluster, ClusterOptions, ControlPlane } from '../../sim/state.js'

const started = new WeakMap<ClusterOptions, { readonly controlPlane: ControlPlane; readonly cluster: Cluster }>()

/** A started cluster of one's own. The start is made once for the same options: each gets a fork of it. */
export function freshCluster(controlPlane: ControlPlane, options: ClusterOptions): Cluster {
  let kept = started.get(options)
  if (kept?.controlPlane !== controlPlane) started.set(options, (kept = { controlPlane, cluster: createCluster(controlPlane, options) }))
  return forkCluster(kept.cluster)
}
