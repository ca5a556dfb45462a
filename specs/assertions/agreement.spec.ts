import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainVerdict } from '../../src/assertions/index.js'
import type { Json, Pod } from '../../src/sim/api/types.js'
import { forkCluster } from '../../src/sim/cluster.js'
import { compiled, handMade, readyCondition, viewOf, type HandMade } from './hand-made.js'

/** What may become of one of five pods. */
type Change = { readonly pod: number; readonly kind: 'create' | 'ready' | 'unready' | 'fail' | 'relabel' | 'delete' }
const change: fc.Arbitrary<Change> = fc.record({ pod: fc.integer({ min: 0, max: 4 }), kind: fc.constantFrom('create', 'ready', 'unready', 'fail', 'relabel', 'delete') })

function carryOut(hand: HandMade, { pod: index, kind }: Change): void {
  const name = `web-${index}`
  const pod = hand.cluster.store.get<Pod>('Pod', `default/${name}`)
  if (kind === 'create' && pod === undefined) hand.pod(name, { status: { phase: 'Pending' } })
  if (pod === undefined) return
  if (kind === 'ready') hand.setStatus(pod, { phase: 'Running', conditions: [readyCondition('True')] })
  if (kind === 'unready') hand.setStatus(pod, { conditions: [readyCondition('False', 'because')] })
  if (kind === 'fail') hand.setStatus(pod, { phase: 'Failed' })
  if (kind === 'relabel') hand.change(pod, { metadata: { ...pod.metadata, labels: { app: pod.metadata.labels?.['app'] === 'web' ? 'old' : 'web' } } })
  if (kind === 'delete') hand.remove(pod)
}

const questions: readonly Json[] = [
  { select: 'app=web', ready: true },
  { select: 'app=web', count: '>= 2', phase: 'Running', ready: true },
  { name: 'web-*', phase: ['Pending', 'Running'], count: 3 },
  { select: 'app!=web', count: 0 },
  { select: 'app=web', phase: 'Running', nodes: 'distinct' },
]

describe('answers agree', () => {
  it('holding is what the verdict says, however often it is asked, in forks too', () => {
    fc.assert(fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const hand = handMade()
      const assertions = questions.map((params) => compiled('pods', params))
      changes.forEach((each, index) => {
        carryOut(hand.at(index * 1000), each)
        const view = viewOf(index % 7 === 3 ? forkCluster(hand.cluster) : hand.cluster)
        for (const assertion of assertions) expect(assertion.holds(view)).toBe(assertion.evaluate(view).status === 'passed')
      })
    }), { numRuns: 60 })
  })

  it('since is when the present form began, as one who watched all along would say', () => {
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 25 }), fc.constantFrom(...questions), (changes, params) => {
      const hand = handMade()
      const assertion = compiled('pods', params)
      let [form, since] = [formOf(hand, assertion), 0]
      changes.forEach((each, index) => {
        carryOut(hand.at((index + 1) * 1000), each)
        const now = formOf(hand, assertion)
        if (now !== form) [form, since] = [now, (index + 1) * 1000]
      })
      const view = viewOf(hand.cluster)
      const verdict = assertion.evaluate(view)
      if (verdict.status === 'failed') expect(explainVerdict(view, assertion, verdict).since).toBe(since)
    }), { numRuns: 100 })
  })
})

function formOf(hand: HandMade, assertion: ReturnType<typeof compiled>): string {
  const verdict = assertion.evaluate(viewOf(hand.cluster))
  return verdict.status === 'passed' ? 'passed' : `${verdict.path} ${verdict.actual}`
}
