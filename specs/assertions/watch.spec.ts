import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../src/sim/api/types.js'
import { createInvariant, createWatch, finishInvariant, nextInstantOf, nextInvariantInstant, observe, observeInvariant, type Invariant, type Watch } from '../../src/assertions/index.js'
import { compiled, failureLine, handMade, viewOf, type HandMade } from './hand-made.js'

/** A Deployment whose available replicas take these values at these times, in seconds. */
const timeline = [[0, 0], [10, 2], [20, 3], [30, 1], [40, 3]] as const

interface Run {
  readonly hand: HandMade
  readonly set: (available: number) => void
}
function start(): Run {
  const hand = handMade()
  const web = hand.deployment('web', 3)
  return { hand, set: (availableReplicas) => void hand.change<Deployment>(web, { status: { availableReplicas } }, 'deployment-controller') }
}

const enough = compiled('deployment', { name: 'web', replicas: { available: '>= 2' } })

function runWatch(words: { readonly withinMs?: number; readonly forMs?: number }, until = 60): Watch {
  const { hand, set } = start()
  let watch = createWatch({ assertions: [enough], withinMs: words.withinMs, forMs: words.forMs }, 0)
  const changes = new Map<number, number>(timeline.map(([second, available]) => [second, available]))
  for (let second = 0; second <= until && watch.status === 'pending'; second++) {
    const due = nextInstantOf(watch, second * 1000 - 1)
    const available = changes.get(second)
    hand.at(second * 1000)
    if (available !== undefined) set(available)
    if (available !== undefined || due === second * 1000) watch = observe(watch, viewOf(hand.cluster))
  }
  return watch
}

const resultOf = ({ status, endAt, failed }: Watch): unknown => [status, endAt, ...failed.map(({ verdict }) => failureLine(verdict))]

describe('expect', () => {
  it.each([
    ['now', {}, ['failed', 0, 'deployment/web | replicas.available | >= 2 | 0']],
    ['within, as soon as it holds', { withinMs: 60_000 }, ['passed', 10_000]],
    ['within, too short', { withinMs: 5000 }, ['failed', 5000, 'deployment/web | replicas.available | >= 2 | 0']],
    ['for, from the first instant', { forMs: 5000 }, ['failed', 0, 'deployment/web | replicas.available | >= 2 | 0']],
    ['within and for', { withinMs: 15_000, forMs: 15_000 }, ['passed', 25_000]],
    ['within and for, broken off for good', { withinMs: 15_000, forMs: 30_000 }, ['failed', 30_000, 'deployment/web | replicas.available | >= 2 | 1']],
    ['within and for, comes to hold again in time', { withinMs: 45_000, forMs: 15_000 }, ['passed', 25_000]],
    ['within and for, the second time is long enough', { withinMs: 45_000, forMs: 20_000 }, ['passed', 60_000]],
  ] as const)('%s', (_name, words, result) => {
    expect(resultOf(runWatch(words))).toEqual(result)
  })

  it('holds for a time although nothing changes', () => {
    const { hand, set } = start()
    set(3)
    const view = viewOf(hand.cluster)
    const first = observe(createWatch({ assertions: [enough], withinMs: undefined, forMs: 300_000 }, 0), view)
    expect([first.status, nextInstantOf(first, 0)]).toEqual(['pending', 300_000])
    expect(observe(first, view)).toBe(first)
    expect(observe(first, viewOf(hand.at(300_000).cluster)).status).toBe('passed')
  })

  it('looks again when an age comes to matter', () => {
    const { hand } = start()
    hand.at(1000).pod('web-0')
    const old = compiled('pod', { name: 'web-0', age: '>= 3s' })
    let watch = observe(createWatch({ assertions: [old], withinMs: 60_000, forMs: undefined }, 1000), viewOf(hand.cluster))
    while (watch.status === 'pending') watch = observe(watch, viewOf(hand.at(nextInstantOf(watch, hand.cluster.now)!).cluster))
    expect(watch.endAt).toBe(4000)
  })

  it('asks again only when something that it observes has changed', () => {
    const { hand, set } = start()
    let asked = 0
    const counting = { ...enough, holds: (view: Parameters<typeof enough.holds>[0]) => { asked++; return enough.holds(view) } }
    let watch = createWatch({ assertions: [counting], withinMs: 60_000, forMs: undefined }, 0)
    watch = observe(watch, viewOf(hand.cluster))
    hand.at(1000).pod('other')
    watch = observe(watch, viewOf(hand.cluster))
    expect(asked).toBe(1)
    hand.at(2000)
    set(1)
    watch = observe(watch, viewOf(hand.cluster))
    expect([asked, watch.status]).toEqual([2, 'pending'])
  })
})

function runInvariant(assertion: Parameters<typeof createInvariant>[0]['assertion'], fromMs = 0, untilMs?: number): Invariant {
  const { hand, set } = start()
  let invariant = createInvariant({ assertion, fromMs, untilMs })
  for (const [second, available] of timeline) {
    const due = nextInvariantInstant(invariant, hand.cluster.now)
    if (due !== undefined && due < second * 1000) invariant = observeInvariant(invariant, viewOf(hand.at(due).cluster))
    hand.at(second * 1000)
    set(available)
    invariant = observeInvariant(invariant, viewOf(hand.cluster))
  }
  return finishInvariant(invariant, hand.cluster.now)
}

describe('always', () => {
  const outcome = ({ status, endAt, failed }: Invariant): unknown => [status, endAt, ...(failed === undefined ? [] : [failureLine(failed)])]

  it.each([
    ['from the start', 0, undefined, ['failed', 0, 'deployment/web | replicas.available | >= 2 | 0']],
    ['from a time on', 15_000, undefined, ['failed', 30_000, 'deployment/web | replicas.available | >= 2 | 1']],
    ['from a time at which nothing happens', 5000, undefined, ['failed', 5000, 'deployment/web | replicas.available | >= 2 | 0']],
    ['until a time', 10_000, 29_999, ['passed', 29_999]],
    ['after the last trouble', 40_000, undefined, ['passed', 40_000]],
  ] as const)('%s', (_name, from, until, result) => {
    expect(outcome(runInvariant(enough, from, until))).toEqual(result)
  })

  it('says nothing of a subject before it is there, and fails when it goes', () => {
    const hand = handMade()
    const named = compiled('deployment', { name: 'web', replicas: { desired: 3 } })
    let invariant = observeInvariant(createInvariant({ assertion: named, fromMs: 0, untilMs: undefined }), viewOf(hand.cluster))
    expect(invariant.status).toBe('pending')
    const web = hand.at(1000).deployment('web', 3)
    invariant = observeInvariant(invariant, viewOf(hand.cluster))
    expect(invariant.status).toBe('pending')
    hand.at(2000).remove(web)
    invariant = observeInvariant(invariant, viewOf(hand.cluster))
    expect(outcome(invariant)).toEqual(['failed', 2000, 'deployment/web |  | it exists | it does not exist'])
  })

  it('is content when none is left of many', () => {
    const hand = handMade()
    const pod = hand.pod('web-0')
    const calm = compiled('pods', { select: 'app=web', restarts: 0 })
    let invariant = observeInvariant(createInvariant({ assertion: calm, fromMs: 0, untilMs: undefined }), viewOf(hand.cluster))
    hand.at(1000).remove(pod)
    invariant = observeInvariant(invariant, viewOf(hand.cluster))
    expect(finishInvariant(invariant, 2000).status).toBe('passed')
  })

  it('fails at the end when its subject was never there', () => {
    const hand = handMade()
    const calm = compiled('pods', { select: 'app=wbe', restarts: 0 })
    const invariant = observeInvariant(createInvariant({ assertion: calm, fromMs: 0, untilMs: undefined }), viewOf(hand.cluster))
    expect(outcome(finishInvariant(invariant, 9000))).toEqual(['failed', 9000, 'pods app=wbe |  | at least one | nothing is selected'])
  })
})
