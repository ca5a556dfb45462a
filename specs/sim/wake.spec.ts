import { describe, expect, it } from 'vitest'
import { defaultClusterOptions } from '../../src/sim/cluster.js'
import { controlPlane } from '../../src/sim/control-plane.js'
import { runUntil } from '../../src/sim/run.js'
import { createCluster } from '../../src/sim/start.js'
import type { Actor, ActorContext } from '../../src/sim/state.js'
import { cancelWake, resetWake, wakeAt } from '../../src/sim/wake.js'

/** When the actor woke, and by which key, after it made its arrangements at time 0. */
function wakes(arrange: (context: ActorContext) => void): readonly string[] {
  const woken: string[] = []
  const actor: Actor = { name: 'sleeper', watches: [], create: () => ({}), fork: (state) => state, deliver: () => {}, wake: ({ now }, _, key) => void woken.push(`${key} ${now}`) }
  const cluster = createCluster({ actors: [actor], watchers: new Map(), services: controlPlane.services }, { ...defaultClusterOptions, nodes: [] })
  arrange(cluster.slots[0]!.context)
  runUntil(cluster, 1_000)
  return woken
}

describe('waiting', () => {
  it.each<[string, (context: ActorContext) => void, readonly string[]]>([
    ['the earlier of two wake-ups of one key wins', (context) => [200, 100, 300].forEach((time) => wakeAt(context, 'a', time)), ['a 100']],
    ['a wake-up that is set anew may come earlier', (context) => [200, 100].forEach((time) => resetWake(context, 'a', time)), ['a 100']],
    ['or later', (context) => [100, 200].forEach((time) => resetWake(context, 'a', time)), ['a 200']],
    ['and not before now', (context) => resetWake(context, 'a', -5), ['a 0']],
    ['keys know nothing of each other', (context) => ['a', 'b'].forEach((key) => resetWake(context, key, 100)), ['a 100', 'b 100']],
    ['one that is dropped does not come', (context) => (resetWake(context, 'a', 100), cancelWake(context, 'a')), []],
  ])('%s', (_, arrange, expected) => {
    expect(wakes(arrange)).toEqual(expected)
  })
})
