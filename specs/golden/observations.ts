import { changesOnly, factsByKind, type Clean } from './facts.js'
import { observeEvents } from './events.js'
import { livesOf, type Life } from './lives.js'
import { nameLives, type Names } from './names.js'
import type { Entry } from './recording.js'

/** A fact got this value at `t` and kept it so long, both in seconds. */
export interface Change {
  readonly t: number
  readonly value: string
  readonly lasts: number
}

/** An event with this text was first seen at `t`, and `count` times in all. */
export interface Occurrence {
  readonly t: number
  count: number
}

/** What is observed under one name: an object, all lives of a generated name, or a pool of pods. */
export interface Subject {
  readonly isPool: boolean
  readonly changes: Map<string, readonly Change[]>
  readonly events: Map<string, Occurrence[]>
}
export type Observations = ReadonlyMap<string, Subject>

/** What one life shows at one snapshot. Counted facts give how often they changed so far. */
function createReader(life: Life, clean: Clean): (object: Life['snapshots'][number]['object']) => readonly (readonly [string, string])[] {
  const read = factsByKind.get(life.kind)!
  const counted = new Map<string, { readonly value: string; readonly count: number }>()
  return (object) => read(object, clean).map(([name, value]) => {
    if (!name.startsWith(changesOnly)) return [name, value]
    const before = counted.get(name) ?? { value: '', count: 0 }
    const after = value === '' || value === before.value ? before : { value, count: before.count + 1 }
    counted.set(name, after)
    return [name.slice(changesOnly.length), after.count === 0 ? '' : String(after.count)]
  })
}

/** The changes of each fact of one life. A fact that begins empty has not begun. */
function changesOf(life: Life, clean: Clean, endsAt: number): ReadonlyMap<string, readonly Change[]> {
  const values = new Map<string, { t: number; value: string }[]>()
  const last = new Map<string, string>()
  const read = createReader(life, clean)
  for (const { t, object, isDeleted } of life.snapshots) {
    for (const [name, value] of isDeleted ? [['exists', 'no'] as const] : [['exists', 'yes'] as const, ...read(object)]) {
      const before = last.get(name)
      last.set(name, value)
      if (before === value || (before === undefined && value === '')) continue
      values.set(name, [...(values.get(name) ?? []), { t, value }])
    }
  }
  return new Map([...values].map(([name, list]) => [name, list.map(({ t, value }, i) => ({ t, value, lasts: (list[i + 1]?.t ?? endsAt) - t }))]))
}

function observeLives(lives: readonly Life[], { labels, clean }: Names, endsAt: number): Observations {
  const subjects = new Map<string, Subject>()
  for (const life of lives) {
    if (life.kind === 'Event') continue
    const { subject, isPool } = labels.get(life)!
    const observed = subjects.get(subject) ?? { isPool, changes: new Map(), events: new Map() }
    subjects.set(subject, observed)
    for (const [name, changes] of changesOf(life, clean, endsAt)) observed.changes.set(name, [...(observed.changes.get(name) ?? []), ...changes])
  }
  return subjects
}

const byTime = (a: { readonly t: number }, b: { readonly t: number }): number => a.t - b.t

/** Everything that is compared of what a cluster did, by subject. */
export function observe(entries: readonly Entry[]): Observations {
  const lives = livesOf(entries)
  const names = nameLives(lives)
  const subjects = observeLives(lives, names, entries.at(-1)?.t ?? 0)
  observeEvents(lives, names, subjects)
  for (const { changes, events } of subjects.values()) {
    for (const [name, list] of changes) changes.set(name, list.toSorted(byTime))
    for (const list of events.values()) list.sort(byTime)
  }
  return subjects
}
