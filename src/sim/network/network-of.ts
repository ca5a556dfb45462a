import type { Cluster } from '../state.js'
import type { Network } from './network.js'
import { silenceOf } from './silence.js'

/** The network of a cluster as it is now. */
export const networkOf = (cluster: Cluster): Network => ({
  store: cluster.store, conditions: cluster.conditions, silence: (pod, port, protocol) => silenceOf(pod, port, protocol, cluster.controlPlane.services.knownPorts?.(cluster, pod)),
})
