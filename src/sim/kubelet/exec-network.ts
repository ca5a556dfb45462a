import { noNetwork, type Network } from '../runtime/network.js'
import type { Scope } from './state.js'

/** The network as a container of the pod sees it. */
export const networkFor = (_: Scope, _container: string): Network => noNetwork
