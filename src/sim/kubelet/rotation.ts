import type { Millis } from '../api/types.js'
import type { Cycle } from './cycle-state.js'

/** One that stands at its place in the order, or did. */
interface Turn {
  readonly cycle: Cycle
  /** Orders those that are due in one instant: the one that began first comes first. */
  readonly serial: number
  /** It left, and is only still in the heap. */
  isOver: boolean
}

/** All pods whose restarts come round alike, by when something of them is to be told next. Forks share them until one side changes something. */
export class Rotation {
  #turns: Map<string, Turn> = new Map()
  /** A binary heap, in which those that left stay until they come first. */
  #heap: Turn[] = []
  /** When those in the heap are due, and their serials: side by side, they are quick to compare. */
  #times: Millis[] = []
  #serials: number[] = []
  #serial = 0
  #isShared = false
  get size(): number {
    return this.#turns.size
  }

  has(uid: string): boolean {
    return this.#turns.has(uid)
  }

  uids(): readonly string[] {
    return [...this.#turns.keys()]
  }

  add(cycle: Cycle): void {
    this.#own()
    const turn: Turn = { cycle, serial: this.#serial++, isOver: false }
    this.#turns.set(cycle.uid, turn)
    this.#rise(turn)
  }

  /** Takes a cycle out of the rotation. */
  remove(uid: string): Cycle | undefined {
    if (!this.#turns.has(uid)) return undefined
    this.#own()
    const turn = this.#turns.get(uid)!
    this.#turns.delete(uid)
    turn.isOver = true
    return turn.cycle
  }

  /** The one that is due first, safe to change; `moveFirst` must follow when that makes it due later. */
  first(): Cycle | undefined {
    this.#own()
    for (let turn = this.#heap[0]; turn !== undefined; turn = this.#heap[0]) {
      if (!turn.isOver) return turn.cycle
      const last = this.#heap.pop()!
      this.#times.pop()
      this.#serials.pop()
      if (last !== turn) this.#sink(last)
    }
    return undefined
  }

  moveFirst(): void {
    const first = this.#heap[0]
    if (first !== undefined) this.#sink(first)
  }

  fork(): Rotation {
    const fork = new Rotation()
    fork.#turns = this.#turns
    fork.#heap = this.#heap
    fork.#times = this.#times
    fork.#serials = this.#serials
    fork.#serial = this.#serial
    fork.#isShared = true
    this.#isShared = true
    return fork
  }

  #own(): void {
    if (!this.#isShared) return
    this.#isShared = false
    this.#turns = new Map(Array.from(this.#turns, ([uid, turn]) => [uid, { ...turn, cycle: { ...turn.cycle, open: undefined } }]))
    this.#heap = [...this.#turns.values()].sort((a, b) => a.cycle.dueAt - b.cycle.dueAt || a.serial - b.serial)
    this.#times = this.#heap.map(({ cycle }) => cycle.dueAt)
    this.#serials = this.#heap.map(({ serial }) => serial)
  }

  /** Whether what is due then comes before the one at that place. */
  #isBefore(at: Millis, serial: number, place: number): boolean {
    const other = this.#times[place]!
    return at !== other ? at < other : serial < this.#serials[place]!
  }

  #put(place: number, at: Millis, turn: Turn): void {
    this.#heap[place] = turn
    this.#times[place] = at
    this.#serials[place] = turn.serial
  }

  #move(from: number, to: number): void {
    this.#heap[to] = this.#heap[from]!
    this.#times[to] = this.#times[from]!
    this.#serials[to] = this.#serials[from]!
  }

  #rise(turn: Turn): void {
    const { dueAt } = turn.cycle
    let i = this.#heap.length
    this.#put(i, dueAt, turn)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!this.#isBefore(dueAt, turn.serial, parent)) break
      this.#move(parent, i)
      i = parent
    }
    this.#put(i, dueAt, turn)
  }

  /** Puts a turn where the first one stands, and from there to its place. */
  #sink(turn: Turn): void {
    const { dueAt } = turn.cycle
    const { length } = this.#heap
    let i = 0
    for (let child = 1; child < length; child = 2 * i + 1) {
      const right = child + 1
      if (right < length && this.#isBefore(this.#times[right]!, this.#serials[right]!, child)) child = right
      if (this.#isBefore(dueAt, turn.serial, child)) break
      this.#move(child, i)
      i = child
    }
    this.#put(i, dueAt, turn)
  }
}
