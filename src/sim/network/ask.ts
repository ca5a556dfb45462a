import type { Cluster } from '../state.js'
import type { NetworkQuestions } from '../questions.js'
import { resolve } from './names.js'
import { clientOf } from './client.js'
import { networkOf } from './network-of.js'
import { reach } from './reach.js'
import { route } from './routes.js'

/** The questions that other rooms may ask of it; wired by control-plane.ts. */
export const networkQuestions: NetworkQuestions<Cluster> = {
  reach: (cluster, question) => reach(networkOf(cluster), question),
  resolveName: (cluster, question) => resolve(networkOf(cluster), question.from, question.name),
  route: (cluster, question) => route(networkOf(cluster), question),
  client: clientOf,
}
