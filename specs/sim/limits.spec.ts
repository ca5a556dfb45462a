import { describe, expect, it } from 'vitest'
import { defaultClusterOptions, emptyCluster } from '../../src/sim/cluster.js'
import { defaultLimits } from '../../src/sim/limits.js'
import { runUntil } from '../../src/sim/run.js'
import { SimulationError } from '../../src/sim/simulation-error.js'
import type { Actor, ControlPlane } from '../../src/sim/state.js'
import { wakeAt } from '../../src/sim/wake.js'

/** Calls itself again in the same instant, for ever. */
const restless: Actor<undefined> = {
  name: 'restless-controller', watches: [], create: () => undefined, fork: () => undefined, deliver: () => undefined,
  wake: (context, _state, key) => wakeAt(context, key, context.now),
}
const plane = { actors: [restless], watchers: new Map(), services: {} } as unknown as ControlPlane

describe('limits', () => {
  it('end a loop within one instant, and name who is busy with what', () => {
    const cluster = emptyCluster(plane, { ...defaultClusterOptions, limits: { ...defaultLimits, eventsPerInstant: 30_000 } })
    wakeAt(cluster.slots[0]!.context, 'default/web', 2_000)
    let thrown: unknown
    try {
      runUntil(cluster, 10_000)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(SimulationError)
    expect((thrown as SimulationError).message).toBe('too much happens at 2 s: 30001 events in one instant, 30001 in the run')
    expect((thrown as SimulationError).details[0]).toMatch(/^restless-controller default\/web: \d+ times/)
  })
})
