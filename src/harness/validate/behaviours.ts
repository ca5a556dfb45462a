import type { ContainerBehaviour, ProbeResult, ProbeSpan, PullBehaviour, RunBehaviour, StopBehaviour, UsageSpan } from '../../sim/behaviour.js'
import type { Json, JsonObject, Millis } from '../../sim/api/types.js'
import { parseDuration } from '../values/duration.js'
import { isMapping, mappingOf, numberIn, oneOrMore, textIn } from './raw.js'

/** Milliseconds of a duration that the schema has let pass. */
export function durationIn(value: Json | undefined): Millis | undefined {
  const parsed = value === undefined ? undefined : parseDuration(value)
  return parsed && 'value' in parsed ? parsed.value : undefined
}

const forOf = (entry: JsonObject): { readonly forMs?: Millis } => {
  const forMs = durationIn(entry['for'])
  return forMs === undefined ? {} : { forMs }
}

function readPull(entry: Json): PullBehaviour {
  if (!isMapping(entry)) return { afterMs: durationIn(entry) ?? 0 }
  const fail = textIn(entry['fail'])
  return { afterMs: durationIn(entry['after']) ?? 0, ...(fail === undefined ? {} : { fail }) }
}

function readRun(entry: Json): RunBehaviour {
  if (!isMapping(entry)) return entry === 'forever' ? { exit: 0 } : { forMs: durationIn(entry) ?? 0, exit: 0 }
  const reason = textIn(entry['reason'])
  return { ...forOf(entry), exit: numberIn(entry['exit']) ?? 0, ...(reason === undefined ? {} : { reason }) }
}

function readStop(value: Json): StopBehaviour {
  if (isMapping(value)) return { afterMs: durationIn(value['after']) ?? 0, exit: numberIn(value['exit']) ?? 0 }
  return value === 'never' ? { exit: 137 } : { afterMs: durationIn(value) ?? 0, exit: 0 }
}

function readTimeline(value: Json): readonly ProbeSpan[] {
  return oneOrMore(value).map((entry) => (isMapping(entry) ? { ...forOf(entry), result: entry['result'] as ProbeResult } : { result: entry as ProbeResult }))
}

function readUsage(entry: Json): UsageSpan {
  const given = mappingOf(entry)
  const amounts = (['cpu', 'memory', 'storage'] as const).flatMap((key) => (given[key] === undefined ? [] : [[key, String(given[key])] as const]))
  return { ...forOf(given), ...Object.fromEntries(amounts) }
}

const listOr = <T>(value: Json | undefined, read: (entry: Json) => T): readonly T[] | undefined => (
  value === undefined ? undefined : oneOrMore(value).map(read)
)

/** One entry of `containers`, which the schema has let pass; `name` is how reports call it. */
export function readBehaviour(value: JsonObject, name: string): ContainerBehaviour {
  const { match, pull, start, run, stop, probes, usage } = value
  return {
    name,
    match: mappingOf(match) as ContainerBehaviour['match'],
    pull: listOr(pull, readPull),
    startMs: durationIn(start),
    run: listOr(run, readRun),
    stop: stop === undefined ? undefined : readStop(stop),
    probes: Object.fromEntries(Object.entries(mappingOf(probes)).map(([probe, timeline]) => [probe, readTimeline(timeline)])),
    usage: listOr(usage, readUsage),
  }
}
