import type { Millis } from './api/types.js'
import type { LogEntry } from './store/log.js'

export interface Pending {
  readonly entry: LogEntry
  readonly dueAt: Millis
}

/** Longer lists are not kept for the next delivery. */
const keptLength = 256

/** Entries that were written but not delivered yet, by the time at which they are. Used again and again: most are filled and emptied every few milliseconds. */
export class Inbox {
  #pending: Pending[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  at(index: number): Pending | undefined {
    return index < this.#length ? this.#pending[index] : undefined
  }

  entries(): Pending[] {
    return this.#pending.slice(0, this.#length)
  }

  /** By due time, the news of one object in their order: spaced news are those of a write that is yet to come, which hold back no others. When it is due. */
  add(pending: Pending): Millis {
    const { dueAt } = pending
    if (this.#length === 0 || this.#pending[this.#length - 1]!.dueAt <= dueAt) this.#pending[this.#length++] = pending
    else return this.#insert(pending)
    return dueAt
  }

  /** What was taken out and is not due yet comes back, before what came since and is due no earlier. The list is kept. */
  putBack(rest: Pending[]): void {
    this.#pending = this.#length === 0 ? rest : [...rest, ...this.entries()].sort((a, b) => a.dueAt - b.dueAt)
    this.#length = this.#pending.length
  }

  clear(): void {
    this.#length = 0
    if (this.#pending.length > keptLength) this.#pending = []
  }

  fork(): Inbox {
    const fork = new Inbox()
    fork.putBack(this.entries())
    return fork
  }

  #insert(pending: Pending): Millis {
    const { entry } = pending
    const place = this.#placeAfter(pending.dueAt)
    // Few objects have news that are yet to come: kinds differ almost always, and are compared by reference.
    for (let i = this.#length - 1; i >= place; i--) {
      const { entry: other, dueAt } = this.#pending[i]!
      if (other.kind !== entry.kind || other.key !== entry.key) continue
      this.#insertAt(this.#placeAfter(dueAt), { entry, dueAt })
      return dueAt
    }
    this.#insertAt(place, pending)
    return pending.dueAt
  }

  #insertAt(place: number, pending: Pending): void {
    this.#pending.length = this.#length
    this.#pending.splice(place, 0, pending)
    this.#length++
  }

  /** Where an entry belongs that is due then: after all that are due no later. */
  #placeAfter(dueAt: Millis): number {
    let [low, high] = [0, this.#length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#pending[middle]!.dueAt <= dueAt) low = middle + 1
      else high = middle
    }
    return low
  }
}
