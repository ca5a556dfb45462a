import { Kind } from '../../sim/api/kinds/ids.js'
import type { Event, Json, JsonObject, KindId, KubeObject, Millis } from '../../sim/api/types.js'
import { kindIdOf, type ClusterView, type LogEntry } from '../../sim/view.js'
import type { Check } from '../checks.js'
import { conditionCheck } from '../condition-check.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { readEventPattern } from '../event-pattern.js'
import { createScan } from '../history.js'
import { complain, isObject, take, under, type Reading } from '../reading.js'
import { readReference } from '../references.js'
import { formatDuration, parseDuration } from '../values/duration.js'
import { describeValue } from '../values/parsed.js'
import { failed, passed, type Verdict } from '../verdict.js'
import { conditionsOf } from './rollout.js'

/** One thing that must have happened. */
interface Stage {
  readonly text: string
  readonly kinds: readonly KindId[] | undefined
  readonly withinMs: Millis | undefined
  readonly happens: (entry: LogEntry) => boolean
}
/** Where the stages up to one were last completed in order. */
interface Completion {
  readonly at: Millis
  readonly revisions: readonly number[]
}
interface Params {
  readonly stages: readonly Stage[]
  readonly reached: (view: ClusterView) => readonly (Completion | undefined)[]
}

function read(raw: Json, reading: Reading): Params | undefined {
  if (!Array.isArray(raw) || raw.length === 0) return complain(reading, `must be a list of events and conditions, but is ${describeValue(raw)}`)
  const stages = raw.map((each, index) => readStage(each as Json, under(reading, String(index))))
  const complete = stages.filter((stage) => stage !== undefined)
  return complete.length < stages.length ? undefined : { stages: complete, reached: scanFor(complete) }
}

function readStage(raw: Json, reading: Reading): Stage | undefined {
  const object: Json = typeof raw === 'string' ? { reason: raw } : raw
  if (!isObject(object)) return complain(reading, `must be an event or a condition, but is ${describeValue(raw)}`)
  const withinMs = object['within'] === undefined ? undefined : take(under(reading, 'within'), object['within'], parseDuration)
  const stage = object['condition'] === undefined ? eventStage(object, reading) : conditionStage(object, reading)
  return stage === undefined
    ? undefined
    : { ...stage, withinMs, text: withinMs === undefined ? stage.text : `${stage.text} within ${formatDuration(withinMs)}` }
}

type Happening = Omit<Stage, 'withinMs'>

function eventStage(object: JsonObject, reading: Reading): Happening | undefined {
  const inner = object['event']
  const { within: _within, ...bare } = object
  const pattern =
    typeof inner === 'string'
      ? readEventPattern({ reason: inner }, reading)
      : isObject(inner)
        ? readEventPattern(inner, under(reading, 'event'))
        : readEventPattern(bare, reading)
  if (pattern === undefined) return undefined
  return {
    text: pattern.text,
    kinds: [Kind.Event],
    happens: ({ kind, type, object: event }) => kind === Kind.Event && type !== 'DELETED' && pattern.matches(event as Event),
  }
}

/** A condition happens when it becomes what is wanted. */
function conditionStage(object: JsonObject, reading: Reading): Happening | undefined {
  const { of: inner, regarding: same, ...wanted } = isObject(object['condition']) ? object['condition'] : {}
  const name = object['of'] ?? object['regarding'] ?? inner ?? same
  const of = name === undefined ? undefined : readReference(name, under(reading, 'of'), true)
  const checks = conditionCheck<KubeObject>(conditionsOf)(isObject(object['condition']) ? wanted : object['condition']!, under(reading, 'condition'))
  if (checks.length === 0 || (name !== undefined && of === undefined)) return undefined
  const isMeant = ({ metadata, ...rest }: KubeObject): boolean =>
    of === undefined ||
    (of.name.matches(metadata.name) &&
      (of.kind === undefined || of.kind.id === kindIdOf(rest)) &&
      (metadata.namespace === undefined || metadata.namespace === (of.namespace ?? reading.scope.namespace)))
  return {
    text: `condition ${checks.map(({ expected }) => expected).join(', ')}${name === undefined ? '' : ` of ${String(name)}`}`,
    kinds: of?.kind === undefined ? undefined : [of.kind.id],
    happens: ({ type, object: after, previous }) =>
      type !== 'DELETED' && isMeant(after) && holds(checks, after) && (previous === undefined || !holds(checks, previous)),
  }
}

/** Conditions are read from the object alone. */
const holds = (checks: readonly Check<KubeObject>[], object: KubeObject): boolean =>
  checks.every((check) => check.failing(object, undefined as never) === undefined)

/**
 * The latest way to have come so far is kept for each stage: it leaves most room to a stage that must follow within a time. One
 * entry is one stage at most, hence from the last stage to the first.
 */
function scanFor(stages: readonly Stage[]): Params['reached'] {
  return createScan<(Completion | undefined)[]>(
    () => stages.map(() => undefined),
    (reached, entry) => {
      for (let i = stages.length - 1; i >= 0; i--) {
        const { withinMs, happens } = stages[i]!
        const before = i === 0 ? undefined : reached[i - 1]
        if (i > 0 && before === undefined) continue
        if (before !== undefined && withinMs !== undefined && entry.at - before.at > withinMs) continue
        if (i === stages.length - 1 && reached[i] !== undefined) continue
        if (happens(entry)) reached[i] = { at: entry.at, revisions: [...(before?.revisions ?? []), entry.revision] }
      }
    },
  )
}

function evaluate(view: ClusterView, { stages, reached }: Params): Verdict {
  const completions = reached(view)
  const next = completions.indexOf(undefined)
  if (next < 0) return passed
  const before = next === 0 ? undefined : completions[next - 1]!
  const after = before === undefined ? 'it has not happened' : `it has not happened after ${stages[next - 1]!.text} at ${formatDuration(before.at)}`
  return failed({
    subject: `order of ${stages.length} things`,
    path: String(next),
    expected: stages[next]!.text,
    actual: after,
    objects: [],
    reads: 'history',
    evidence: before?.revisions ?? [],
    ...(before === undefined ? {} : { since: before.at }),
  })
}

export const order: AssertionDefinition = defineAssertion<Params>({
  name: 'order',
  observes: [Kind.Event],
  read,
  evaluate,
  proof: (view, { reached }) => reached(view).at(-1)?.revisions ?? [],
  alsoObserves: ({ stages }) => [...new Set(stages.flatMap(({ kinds }) => kinds ?? conditionKinds))],
  text: ({ stages }) => `order: ${stages.map(({ text }) => text).join(', then ')}`,
})

/** Kinds whose conditions an entry without `of` may mean. */
const conditionKinds: readonly KindId[] = [
  Kind.Pod,
  Kind.Node,
  Kind.Deployment,
  Kind.ReplicaSet,
  Kind.StatefulSet,
  Kind.DaemonSet,
  Kind.Job,
  Kind.HorizontalPodAutoscaler,
  Kind.PodDisruptionBudget,
]
