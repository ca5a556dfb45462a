import type { Millis } from './api/types.js'

/** Order inside an instant: scenario steps and faults, watch deliveries, timers, reconciles. */
export const Rank = { Step: 0, Watch: 1, Timer: 2, Reconcile: 3 } as const
export type RankValue = (typeof Rank)[keyof typeof Rank]

/** Pending work, as data: who is called, and with which key. Ordered by (at, rank, tie, sequence). */
export interface SimEvent {
  readonly at: Millis
  readonly rank: RankValue
  readonly tie: number
  readonly sequence: number
  /** Index of the actor in the control plane. */
  readonly actor: number
  readonly key: string
  /** The log revision, or minus the step, that this work follows from. */
  readonly cause: number
  /** Of a delivery to several actors: all of them, in their order; `actor` is the first. */
  readonly actors: readonly number[] | undefined
}

const isBefore = (a: SimEvent, b: SimEvent): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.tie !== b.tie ? a.tie < b.tie : a.sequence < b.sequence

/** A binary heap with a total order. A class, because the heap order must not be broken from outside. */
export class EventQueue {
  #heap: SimEvent[] = []
  #sequence = 0
  /** The delivery that was queued last, as long as actors may join it: they would follow it anyway. */
  #delivery: { readonly at: Millis; readonly actors: number[] } | undefined

  get size(): number {
    return this.#heap.length
  }

  peek(): SimEvent | undefined {
    return this.#heap[0]
  }

  push(at: Millis, rank: RankValue, tie: number, actor: number, key: string, cause: number): void {
    this.#add({ at, rank, tie, sequence: this.#sequence++, actor, key, cause, actors: undefined })
  }

  /** A delivery to an actor, after all that are queued for that time: a write's news go to many actors at once, and cost one event. */
  pushDelivery(at: Millis, actor: number, cause: number): void {
    if (this.#delivery?.at === at) return void this.#delivery.actors.push(actor)
    const actors = [actor]
    this.#delivery = { at, actors }
    this.#add({ at, rank: Rank.Watch, tie: 0, sequence: this.#sequence++, actor, key: '', cause, actors })
  }

  #add(event: SimEvent): void {
    const heap = this.#heap
    let i = heap.length
    heap.push(event)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(event, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = event
  }

  pop(): SimEvent | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined) return top
    if (top.actors !== undefined && top.actors === this.#delivery?.actors) this.#delivery = undefined
    if (heap.length > 0) this.#sink(last)
    return top
  }

  /** All pending events, in no order; for reports only. */
  pending(): readonly SimEvent[] {
    return this.#heap
  }

  fork(): EventQueue {
    const fork = new EventQueue()
    this.#delivery = undefined
    fork.#heap = this.#heap.slice()
    fork.#sequence = this.#sequence
    return fork
  }

  #sink(event: SimEvent): void {
    const heap = this.#heap
    const half = heap.length >> 1
    let i = 0
    while (i < half) {
      let child = 2 * i + 1
      const right = child + 1
      if (right < heap.length && isBefore(heap[right]!, heap[child]!)) child = right
      if (!isBefore(heap[child]!, event)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = event
  }
}
