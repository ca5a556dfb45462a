import type { Network } from '../runtime/network.js'
import type { Scope } from './state.js'

/** The network as the containers of the pod see it. */
export const networkFor = ({ context: { cluster }, worker }: Scope): Network => cluster.controlPlane.services.network.client(cluster, worker.pod)
