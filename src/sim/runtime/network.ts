import type { NetworkClient } from '../questions.js'

/** The network as one container sees it: a table of pure functions, those of the kernel's questions. */
export type Network = NetworkClient

/** No network: no name resolves, no address answers. */
export const noNetwork: Network = {
  revision: 0,
  resolve: () => ({ kind: 'unknown', afterMs: 0 }),
  connect: () => ({ kind: 'refused', afterMs: 0 }),
  http: () => ({ kind: 'refused', afterMs: 0 }),
}
