import { Kind } from '../../sim/api/kinds/ids.js'
import type { Event, Json } from '../../sim/api/types.js'
import { keyOf, type ClusterView } from '../../sim/view.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { eventKeys, readEventPattern, timesSeen, type EventPattern } from '../event-pattern.js'
import { createScan } from '../history.js'
import { readNumber, type NumberMatcher } from '../matchers.js'
import { complain, take, takeObject, under, type Reading } from '../reading.js'
import { failed, passed, type ObjectRef, type Verdict } from '../verdict.js'

interface Seen {
  count: number
  /** Of the last few entries that counted. */
  readonly revisions: number[]
  lastAt: number | undefined
}
interface Params {
  readonly pattern: EventPattern
  readonly count: NumberMatcher
  readonly seen: (view: ClusterView) => Seen
}

const keptMax = 4

function read(raw: Json, reading: Reading): Params | undefined {
  const object = typeof raw === 'string' ? { reason: raw } : takeObject(reading, raw)
  if (object === undefined) return undefined
  for (const key of Object.keys(object))
    if (key !== 'count' && !(eventKeys as readonly string[]).includes(key))
      complain(under(reading, key), `is no matcher of \`event\``, `use one of ${[...eventKeys, 'count'].map((name) => `\`${name}\``).join(', ')}`)
  const pattern = readEventPattern(object, reading)
  const count = take(under(reading, 'count'), object['count'] ?? '>= 1', readNumber)
  return pattern === undefined || count === undefined ? undefined : { pattern, count, seen: scanFor(pattern) }
}

/** Counts occurrences as they are written, so that events of objects that are gone still count. */
function scanFor({ matches }: EventPattern): Params['seen'] {
  return createScan<Seen>(
    () => ({ count: 0, revisions: [], lastAt: undefined }),
    (seen, { kind, type, object, previous, revision, at }) => {
      if (kind !== Kind.Event || type === 'DELETED' || !matches(object as Event)) return
      seen.count += timesSeen(object as Event) - (previous === undefined ? 0 : timesSeen(previous as Event))
      seen.lastAt = at
      seen.revisions.push(revision)
      if (seen.revisions.length > keptMax) seen.revisions.shift()
    },
  )
}

function evaluate(view: ClusterView, { pattern, count, seen }: Params): Verdict {
  const { count: actual, revisions, lastAt } = seen(view)
  if (count.matches(actual)) return passed
  return failed({
    subject: pattern.text,
    path: 'count',
    expected: count.text,
    actual: String(actual),
    objects: regarded(view, pattern),
    reads: 'history',
    evidence: [...revisions],
    since: lastAt ?? 0,
  })
}

/** The object that the events would be about, where the pattern names one that exists. */
function regarded(view: ClusterView, { regarding }: EventPattern): readonly ObjectRef[] {
  if (regarding?.kind === undefined) return []
  const { id, namespaced } = regarding.kind
  const named = (
    namespaced ? [...view.store.list(id)].filter(({ metadata }) => metadata.namespace === (regarding.namespace ?? 'default')) : [...view.store.list(id)]
  ).filter(({ metadata }) => regarding.name.matches(metadata.name))
  return named.slice(0, keptMax).map(({ metadata }) => ({ kind: id, key: keyOf(metadata) }))
}

export const event: AssertionDefinition = defineAssertion<Params>({
  name: 'event',
  observes: [Kind.Event],
  read,
  evaluate,
  proof: (view, { seen }) => [...seen(view).revisions],
  text: ({ pattern, count }) => `${pattern.text}: count ${count.text}`,
})
