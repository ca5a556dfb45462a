import type { Cluster } from '../state.js'
import type { Network } from './network.js'
import { silenceOf } from './silence.js'

/** The network of a cluster as it is now. */
export const networkOf = ({ store, conditions }: Pick<Cluster, 'store' | 'conditions'>): Network => ({ store, conditions, silence: silenceOf })
