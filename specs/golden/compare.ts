import { observe, type Observations, type Occurrence, type Subject } from './observations.js'
import { isSolid, pairInOrder, pairInPool, type Near, type Pair } from './pairing.js'
import type { Entry, Recordings } from './recording.js'

export type Verdict = 'match' | 'late' | 'missing' | 'extra'

/** What one observation came to. Times in seconds; undefined: that side has nothing of the kind. */
export interface Finding {
  readonly verdict: Verdict
  readonly subject: string
  readonly path: string
  readonly recorded: Seen | undefined
  readonly traced: Seen | undefined
}
export interface Seen {
  readonly t: number
  /** Empty for an event: its path is its text. */
  readonly value: string
}

export interface Comparison {
  readonly findings: readonly Finding[]
  /** Matches of all observations, 0 … 1. */
  readonly agreement: number
}

type Outcome = Omit<Finding, 'subject'>

/** Loops that look once a second or two make real clusters differ by that much from run to run. */
const toleranceSeconds = 3
const relativeTolerance = 0.02
/** Counts of events may differ by one, or by this part. */
const countTolerance = 0.05

const nearness = (scenarioTolerance: number): Near => (recorded, traced) =>
  Math.abs(recorded - traced) <= Math.max(toleranceSeconds, relativeTolerance * recorded, scenarioTolerance)

function judgeChange(path: string, [recorded, traced]: Pair, near: Near): readonly Outcome[] {
  const isSeen = recorded === undefined ? traced !== undefined && isSolid(traced) : isSolid(recorded)
  if (recorded === undefined || traced === undefined) return isSeen ? [{ verdict: recorded === undefined ? 'extra' : 'missing', path, recorded, traced }] : []
  const isNear = near(recorded.t, traced.t)
  return isNear || isSeen ? [{ verdict: isNear ? 'match' : 'late', path, recorded, traced }] : []
}

function compareChanges(recorded: Subject, traced: Subject, near: Near): readonly Outcome[] {
  const pair = recorded.isPool || traced.isPool ? pairInPool : pairInOrder
  return [...new Set([...recorded.changes.keys(), ...traced.changes.keys()])]
    .flatMap((path) => pair(recorded.changes.get(path) ?? [], traced.changes.get(path) ?? [], near).flatMap((each) => judgeChange(path, each, near)))
}

const seen = (occurrence: Occurrence | undefined): Seen | undefined => (occurrence === undefined ? undefined : { t: occurrence.t, value: '' })
const total = (list: readonly Occurrence[]): number => list.reduce((sum, { count }) => sum + count, 0)

/** When an event was first seen of each life. */
function compareFirst(path: string, recorded: readonly Occurrence[], traced: readonly Occurrence[], near: Near): readonly Outcome[] {
  return Array.from({ length: Math.max(recorded.length, traced.length) }, (_, i): Outcome => {
    const [a, b] = [recorded[i], traced[i]]
    const verdict = a === undefined ? 'extra' : b === undefined ? 'missing' : near(a.t, b.t) ? 'match' : 'late'
    return { verdict, path: a === undefined || b === undefined ? path : `${path} · first`, recorded: seen(a), traced: seen(b) }
  })
}

/** How often events with one text were seen, where that is more than once a life. */
function compareCounts(path: string, recorded: readonly Occurrence[], traced: readonly Occurrence[]): readonly Outcome[] {
  const [a, b] = [total(recorded), total(traced)]
  if (recorded.length === 0 || traced.length === 0 || (a === recorded.length && b === traced.length)) return []
  const isNear = Math.abs(a - b) <= Math.max(1, Math.ceil(a * countTolerance))
  const side = (list: readonly Occurrence[], count: number): Seen => ({ t: list[0]!.t, value: count === 1 ? 'once' : `${count} times` })
  return [{ verdict: isNear ? 'match' : 'late', path: `${path} · count`, recorded: side(recorded, a), traced: side(traced, b) }]
}

function compareEvents(recorded: Subject, traced: Subject, near: Near): readonly Outcome[] {
  return [...new Set([...recorded.events.keys(), ...traced.events.keys()])].flatMap((text) => {
    const [a, b, path] = [recorded.events.get(text) ?? [], traced.events.get(text) ?? [], `event ${text}`]
    return [...compareFirst(path, a, b, near), ...compareCounts(path, a, b)]
  })
}

const nothing: Subject = { isPool: false, changes: new Map(), events: new Map() }

/** Holds observations against others, one finding for each. */
function compareObservations(recorded: Observations, traced: Observations, near: Near): readonly Finding[] {
  return [...new Set([...recorded.keys(), ...traced.keys()])].flatMap((subject) => {
    const [a, b] = [recorded.get(subject) ?? nothing, traced.get(subject) ?? nothing]
    return [...compareChanges(a, b, near), ...compareEvents(a, b, near)].map((outcome) => ({ subject, ...outcome }))
  })
}

const chanceKey = ({ subject, path }: Finding, side: Seen | undefined): string => `${subject}\n${path}\n${path.endsWith('· count') ? '' : (side?.value ?? '')}`

/** How many observations of each kind two recordings do not share. */
function chancesOf(findings: readonly Finding[]): Map<string, number> {
  const chances = new Map<string, number>()
  for (const finding of findings) {
    if (finding.verdict === 'match') continue
    const keys = [finding.recorded, finding.traced].filter((side) => side !== undefined).map((side) => chanceKey(finding, side))
    for (const key of keys) chances.set(key, (chances.get(key) ?? 0) + 1)
  }
  return chances
}

/** What two recordings do not share is chance: neither asked for, nor held against a trace. */
function withoutChance(findings: readonly Finding[], chances: Map<string, number>): readonly Finding[] {
  return findings.filter((finding) => {
    if (finding.verdict === 'match') return true
    const key = chanceKey(finding, finding.recorded ?? finding.traced)
    const left = chances.get(key) ?? 0
    if (left > 0) chances.set(key, left - 1)
    return left === 0
  })
}

/** Holds a trace against the recording of its scenario, and a second recording that tells what is chance. */
export function compare([first, second]: Recordings, trace: readonly Entry[]): Comparison {
  const near = nearness(first.tolerance)
  const recorded = observe(first.entries)
  const all = compareObservations(recorded, observe(trace), near)
  const findings = second === undefined ? all : withoutChance(all, chancesOf(compareObservations(recorded, observe(second.entries), near)))
  const matches = findings.filter(({ verdict }) => verdict === 'match').length
  return { findings, agreement: findings.length === 0 ? 0 : matches / findings.length }
}

const shown = (side: Seen | undefined): string => (side === undefined ? '–' : `${side.t.toFixed(1)} s${side.value === '' ? '' : `: ${side.value}`}`)

/** The differences for reading, what is missing first. */
export function differencesText({ findings }: Comparison, limit: number): string {
  const order: readonly Verdict[] = ['missing', 'extra', 'late']
  const wrong = order.flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict))
  const lines = wrong.slice(0, limit).map((each) => `${each.verdict}  ${each.subject} · ${each.path}\n    Kubernetes: ${shown(each.recorded)}\n    Seatrial:   ${shown(each.traced)}`)
  return [...lines, ...(wrong.length > limit ? [`… ${wrong.length - limit} more`] : [])].join('\n')
}
