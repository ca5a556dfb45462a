import type { Millis, ObjectKey, Pod } from '../api/types.js'
import { EventEntry } from '../apiserver/event-entry.js'
import { Place, type DeferredEntry, type Stretch } from '../store/log.js'
import { CycleEntry } from './cycle-entry.js'
import type { ShownStep } from './cycle-state.js'

/** What is the same of all entries of one step: a status of a pod, or an Event that is told again. `first`: its object as it was before the stretch. */
export type Source = Author & (
  | { readonly type: 'status'; readonly key: ObjectKey; readonly base: Pod; readonly shown: ShownStep; readonly first: DeferredEntry | Pod }
  | { readonly type: 'event'; readonly first: EventEntry }
)
interface Author {
  readonly by: string
  readonly cause: number
}

/** No entry of the stretch. */
export const nowhere = -1

const columns = 4
const rowsAtFirst = 16

/** Statuses and Events that are told without anybody listening, four numbers each: objects are made of those that are looked at. */
export class CycleStretch implements Stretch {
  readonly from: number
  readonly #sources: Source[] = []
  /** Of each entry: its time, its source, its number (the round of a status, the count of an Event), and the entry in which the same object was changed before. */
  #rows: Float64Array = new Float64Array(rowsAtFirst * columns)
  #length = 0
  readonly #made: (DeferredEntry | undefined)[] = []

  constructor(from: number) {
    this.from = from
  }

  get length(): number {
    return this.#length
  }

  addSource(source: Source): number {
    return this.#sources.push(source) - 1
  }

  /** Index of the new entry. */
  push(at: Millis, source: number, number: number, before: number): number {
    const row = this.#length * columns
    if (row === this.#rows.length) this.#grow()
    const rows = this.#rows
    rows[row] = at
    rows[row + 1] = source
    rows[row + 2] = number
    rows[row + 3] = before
    return this.#length++
  }

  entry(index: number): DeferredEntry {
    return (this.#made[index] ??= this.#make(index))
  }

  #make(index: number): DeferredEntry {
    const row = index * columns
    const rows = this.#rows
    const source = this.#sources[rows[row + 1]!]!
    const { by, cause } = source
    const revision = this.from + index
    const at = rows[row]!
    const number = rows[row + 2]!
    const before = this.#earlier(rows[row + 3]!) ?? source.first
    if (source.type === 'status') return new CycleEntry({ revision, at, type: 'MODIFIED', kind: 'Pod', key: source.key, by, cause }, source.base, before as DeferredEntry | Pod | Place, source.shown, number)
    const { origin, message, series } = source.first
    return new EventEntry({ revision, at, type: 'MODIFIED', kind: 'Event', by, cause }, origin, message, number, series, before as DeferredEntry | Place)
  }

  #grow(): void {
    const larger = new Float64Array(this.#rows.length * 4)
    larger.set(this.#rows)
    this.#rows = larger
  }

  #earlier(index: number): DeferredEntry | Place | undefined {
    return index === nowhere ? undefined : this.#made[index] ?? new Place(this, index)
  }
}
