import type { Millis, ObjectKey } from '../api/types.js'
import type { ActorContext, EventCorrelation } from '../state.js'
import type { EventSpec } from './events.js'

/** client-go tools/record events_cache.go, 1.36: spam filter 25 then one every 5 minutes; 10 similar messages in 10 minutes, then one for all. */
const burst = 25
const refillMs = 300_000
const similarMax = 10
const similarWindowMs = 600_000

export interface Correlated {
  readonly message: string
  /** The stored Event to count up, if there is one. */
  readonly key: ObjectKey | undefined
  readonly remember: (key: ObjectKey) => void
  /** Repetitions that were dropped since the text was last written. */
  readonly dropped: number
}

export const cloneCorrelation = (known: EventCorrelation): EventCorrelation =>
  ({ ...known, events: new Map(known.events), dropped: new Map(known.dropped), similar: new Map(known.similar) })

/** What becomes of a core/v1 event: written anew, counted up, or (undefined) dropped as spam. Series are not correlated here. */
export function correlate(context: ActorContext, spec: EventSpec): Correlated | undefined {
  const known = correlationOf(context, spec)
  const aggregate = aggregateOf(known, spec, context.now)
  const message = aggregate === undefined ? spec.message : `(combined from similar events): ${spec.message}`
  const text = aggregate ?? textOf(spec)
  const dropped = known.dropped.get(text) ?? 0
  if (!takeToken(known, context.now)) return void known.dropped.set(text, dropped + 1)
  if (dropped > 0) known.dropped.delete(text)
  return { message, key: known.events.get(text), remember: (key: ObjectKey): void => void known.events.set(text, key), dropped }
}

const textOf = (spec: EventSpec): string => `${spec.type} ${spec.reason} ${spec.fieldPath ?? ''} ${spec.message}`

/** Counts repetitions that an actor left out because the spam filter would have dropped them. */
export function countDropped(context: ActorContext, spec: EventSpec, times: number): void {
  const { dropped } = correlationOf(context, spec)
  dropped.set(textOf(spec), (dropped.get(textOf(spec)) ?? 0) + times)
}

/** The spam filter counts an object's Normal and Warning events apart (getSpamKey, client-go 1.36). */
const sourceOf = (component: string, host: string, uid: string, type: EventSpec['type']): string => `${component} ${host} ${uid} ${type}`

function correlationOf(context: ActorContext, spec: EventSpec): EventCorrelation {
  const { correlations } = context.cluster
  const source = sourceOf(spec.component, spec.host ?? '', spec.regarding.metadata.uid, spec.type)
  const known = correlations.edit(source)
  if (known !== undefined) return known
  const fresh: EventCorrelation = { events: new Map(), dropped: new Map(), tokens: burst, at: context.now, similar: new Map() }
  correlations.set(source, fresh)
  return fresh
}

/** The aggregate's key once more than `similarMax` different messages of one type and reason came within the window. */
function aggregateOf(known: EventCorrelation, spec: EventSpec, now: number): string | undefined {
  const key = `${spec.type} ${spec.reason}`
  const seen = known.similar.get(key)
  const isFresh = seen === undefined || now - seen.at > similarWindowMs
  const texts = isFresh ? new Set([spec.message]) : seen.texts.has(spec.message) ? seen.texts : new Set([...seen.texts, spec.message])
  known.similar.set(key, { texts, at: now })
  if (texts.size < similarMax) return undefined
  const rest = [...texts].slice(0, similarMax - 1)
  known.similar.set(key, { texts: new Set(rest), at: now })
  return key
}

function takeToken(known: EventCorrelation, now: number): boolean {
  known.tokens = Math.min(burst, known.tokens + (now - known.at) / refillMs)
  known.at = now
  if (known.tokens < 1) return false
  known.tokens -= 1
  return true
}

/** When the spam filter will next let an event of this source and object through; the past when it would now. */
export function eventsAllowedAt(context: ActorContext, component: string, host: string, uid: string, type: EventSpec['type']): Millis {
  const known = context.cluster.correlations.get(sourceOf(component, host, uid, type))
  return known === undefined || known.tokens >= 1 ? context.now : Math.ceil(known.at + (1 - known.tokens) * refillMs)
}
