import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue, Rank, type RankValue } from '../../src/sim/event-queue.js'

const ranks = fc.constantFrom<RankValue>(Rank.Step, Rank.Watch, Rank.Timer, Rank.Reconcile)
const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), ranks, fc.integer({ min: 0, max: 2 })), { maxLength: 60 })

const drain = (queue: EventQueue): readonly string[] => {
  const keys: string[] = []
  for (let event = queue.pop(); event !== undefined; event = queue.pop()) keys.push(event.key)
  return keys
}

describe('EventQueue', () => {
  it('gives events by time, rank, tie, and order of coming', () => {
    fc.assert(fc.property(events, (list) => {
      const queue = new EventQueue()
      list.forEach(([at, rank, tie], i) => queue.push(at, rank, tie, 0, String(i), 0))
      const wanted = list.map((event, i) => ({ event, i })).sort((a, b) => a.event[0] - b.event[0] || a.event[1] - b.event[1] || a.event[2] - b.event[2] || a.i - b.i)
      expect(drain(queue)).toEqual(wanted.map(({ i }) => String(i)))
    }))
  })

  it('forks: what one side takes or adds, the other does not see', () => {
    const queue = new EventQueue()
    queue.push(1, Rank.Timer, 0, 0, 'a', 0)
    queue.push(2, Rank.Timer, 0, 0, 'b', 0)
    const fork = queue.fork()
    queue.pop()
    fork.push(0, Rank.Timer, 0, 0, 'c', 0)
    expect(drain(queue)).toEqual(['b'])
    expect(drain(fork)).toEqual(['c', 'a', 'b'])
  })

  it('tells deliveries in the order in which they were queued, however many actors one event holds', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.nat({ max: 9 }), fc.constantFrom('push', 'pop', 'fork')), { maxLength: 60 })
    fc.assert(fc.property(steps, (list) => {
      let queue = new EventQueue()
      let model: { at: number; actor: number }[] = []
      for (const [at, actor, step] of list) {
        if (step === 'push') {
          queue.pushDelivery(at, actor, 0)
          model.push({ at, actor })
        } else if (step === 'pop') {
          const event = queue.pop()
          const first = model.toSorted((a, b) => a.at - b.at)[0]
          expect(event?.at).toBe(first?.at)
          for (const told of event?.actors ?? []) {
            const i = model.findIndex((item) => item.at === event!.at)
            expect(told).toBe(model[i]!.actor)
            model = model.toSpliced(i, 1)
          }
        } else {
          const before = queue
          queue = queue.fork()
          before.pushDelivery(at, actor, 0)
        }
      }
      expect(queue.size === 0).toBe(model.length === 0)
    }))
  })
})
