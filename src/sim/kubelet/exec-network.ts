import { noNetwork, type Network } from '../runtime/network.js'
import type { Services } from '../state.js'
import type { Scope } from './state.js'

/** The network as the containers of the pod see it; there is none where kubelets stand alone. */
export function networkFor({ context: { cluster }, worker }: Scope): Network {
  const { network }: Partial<Services> = cluster.controlPlane.services
  return network === undefined ? noNetwork : network.client(cluster, worker.pod)
}
