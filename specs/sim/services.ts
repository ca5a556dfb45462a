import type { Services } from '../../src/sim/state.js'

const never = (): never => { throw new Error('not asked here') }

/** Rooms that answer nobody. */
export const noServices: Services = {
  podMetrics: never, customMetric: never, probeRecord: never, behaviourUsed: never, httpAnswer: never,
  network: { reach: never, resolveName: never, route: never, client: never },
}
