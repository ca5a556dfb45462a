import type { Cluster } from '../state.js'
import type { NetworkQuestions } from '../questions.js'
import { resolve } from './names.js'
import type { Network } from './network.js'
import { reach } from './reach.js'
import { route } from './routes.js'
import { silenceOf } from './silence.js'

/** The network of a cluster as it is now. */
export const networkOf = ({ store, conditions }: Pick<Cluster, 'store' | 'conditions'>): Network => ({ store, conditions, silence: silenceOf })

/** The questions that other rooms may ask of it; wired by control-plane.ts. */
export const networkQuestions: NetworkQuestions<Cluster> = {
  reach: (cluster, question) => reach(networkOf(cluster), question),
  resolveName: (cluster, question) => resolve(networkOf(cluster), question.from, question.name),
  route: (cluster, question) => route(networkOf(cluster), question),
}
