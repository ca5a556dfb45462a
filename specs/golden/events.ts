import type { JsonObject } from '../../src/sim/api/types.js'
import type { Clean } from './facts.js'
import { objectAt, textAt } from './fields.js'
import { keyOf, type Life } from './lives.js'
import type { Names } from './names.js'
import type { Observations, Occurrence } from './observations.js'

/** Registration and heartbeats say nothing about a scenario; image collection fails for want of a real disk. */
const routineOfNodes = new Set([
  'Starting', 'NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID', 'NodeAllocatableEnforced', 'RegisteredNode', 'RemovingNode', 'MissingClusterDNS',
  'InvalidDiskCapacity', 'ImageGCFailed', 'FreeDiskSpaceFailed',
])
const startSeconds = 1
/** A watch of Events may be this much quicker than the one of the object. */
const watchSeconds = 0.5

const targetOf = (event: JsonObject): JsonObject => objectAt(event, event['involvedObject'] === undefined ? 'regarding' : 'involvedObject')

function isRoutine(event: JsonObject, bornAt: number): boolean {
  const reason = textAt(event, 'reason')
  const isOfNode = textAt(targetOf(event), 'kind') === 'Node'
  return reason === 'ClusterIPNotAllocated' || (isOfNode && (routineOfNodes.has(reason) || bornAt < startSeconds))
}

const firstOf = (event: JsonObject, ...paths: readonly string[]): string => paths.map((path) => textAt(event, path)).find((text) => text !== '') ?? ''

function textOf(event: JsonObject, clean: Clean): string {
  const source = firstOf(event, 'source.component', 'reportingComponent', 'reportingController')
  return `${textAt(event, 'type')} ${textAt(event, 'reason')} (${source}): ${clean(firstOf(event, 'message', 'note'))}`
}

/** How often it was seen in all; 0: only its removal was seen. */
function countOf({ snapshots }: Life): number {
  const last = snapshots.findLast(({ isDeleted }) => !isDeleted)
  if (last === undefined) return 0
  return [textAt(last.object, 'count'), textAt(last.object, 'series.count')].map(Number).find((count) => count > 0) ?? 1
}

/** The life an event tells of: the youngest that had begun. */
function homeOf(event: JsonObject, bornAt: number, lives: ReadonlyMap<string, readonly Life[]>): Life | undefined {
  const target = targetOf(event)
  const kind = textAt(target, 'kind')
  const homes = lives.get(keyOf(kind, kind === 'Node' ? '' : textAt(target, 'namespace'), textAt(target, 'name'))) ?? []
  return homes.findLast((life) => life.bornAt <= bornAt + watchSeconds) ?? homes[0]
}

function livesByKey(lives: readonly Life[]): ReadonlyMap<string, readonly Life[]> {
  const byKey = new Map<string, Life[]>()
  for (const life of lives) {
    const same = byKey.get(life.key)
    if (same === undefined) byKey.set(life.key, [life])
    else same.push(life)
  }
  return byKey
}

/** Adds the events to the subjects they tell of. The same text of one life in a new Event object counts on. */
export function observeEvents(lives: readonly Life[], { labels, clean }: Names, subjects: Observations): void {
  const byKey = livesByKey(lives)
  const known = new Map<Life, Map<string, Occurrence>>()
  for (const life of lives) {
    const event = life.snapshots[0]!.object
    if (life.kind !== 'Event' || isRoutine(event, life.bornAt)) continue
    const home = homeOf(event, life.bornAt, byKey)
    const count = countOf(life)
    if (home === undefined || count === 0) continue
    const text = textOf(event, clean)
    const ofHome = known.get(home) ?? new Map<string, Occurrence>()
    known.set(home, ofHome)
    const before = ofHome.get(text)
    if (before !== undefined) before.count += count
    else addOccurrence(subjects.get(labels.get(home)!.subject)!.events, text, ofHome, { t: life.bornAt, count })
  }
}

function addOccurrence(events: Map<string, Occurrence[]>, text: string, ofHome: Map<string, Occurrence>, occurrence: Occurrence): void {
  ofHome.set(text, occurrence)
  events.set(text, [...(events.get(text) ?? []), occurrence])
}
