import type { Millis } from '../api/types.js'
import type { ActorContext, EventCorrelation, SaidText } from '../state.js'
import type { EventSpec } from './events.js'

/** client-go tools/record events_cache.go, 1.36: spam filter 25 then one every 5 minutes; 10 similar messages in 10 minutes, then one for all. */
const burst = 25
const refillMs = 300_000
const similarMax = 10
const similarWindowMs = 600_000

export interface Correlated {
  readonly message: string
  /** What is remembered of the text: its stored Event belongs there. */
  readonly said: SaidText
  /** Repetitions that were dropped since the text was last written. */
  readonly dropped: number
}

/** A copy that shares nothing that changes. */
export const cloneCorrelations = (known: readonly EventCorrelation[]): EventCorrelation[] =>
  known.map((one) => ({
    ...one,
    texts: new Map(Array.from(one.texts, ([text, said]) => [text, { ...said }])),
    similar: new Map(Array.from(one.similar, ([reason, { messages, at }]) => [reason, { messages: messages.slice(), at }])),
  }))

/** What becomes of a core/v1 event: written anew, counted up, or (undefined) dropped as spam. Series are not correlated here. */
export function correlate(context: ActorContext, spec: EventSpec): Correlated | undefined {
  const known = correlationOf(context, spec)
  const isAggregated = joinsSimilar(known, spec, context.now)
  const said = isAggregated ? textOf(known, `\n${spec.reason}`, spec.reason, undefined) : saidOf(known, spec)
  const { dropped } = said
  if (!takeToken(known, context.now)) {
    said.dropped++
    return undefined
  }
  said.dropped = 0
  return { message: isAggregated ? `(combined from similar events): ${spec.message}` : spec.message, said, dropped }
}

/** Counts repetitions that an actor left out because the spam filter would have dropped them. */
export function countDropped(context: ActorContext, spec: EventSpec, times: number): void {
  saidOf(correlationOf(context, spec), spec).dropped += times
}

/** Messages tell the events of one object apart almost always: they alone are the key, as long as they do. */
function saidOf(known: EventCorrelation, { reason, fieldPath, message }: EventSpec): SaidText {
  const said = known.texts.get(message)
  if (said !== undefined && (said.reason !== reason || said.fieldPath !== fieldPath)) return textOf(known, `${reason}\n${fieldPath ?? ''}\n${message}`, reason, fieldPath)
  return said ?? textOf(known, message, reason, fieldPath)
}

function textOf({ texts }: EventCorrelation, text: string, reason: string, fieldPath: string | undefined): SaidText {
  let said = texts.get(text)
  if (said === undefined) texts.set(text, (said = { reason, fieldPath, event: undefined, dropped: 0 }))
  return said
}

/** The spam filter counts an object's Normal and Warning events apart, for each source (getSpamKey, client-go 1.36). */
function correlationOf(context: ActorContext, { regarding, component, host = '', type }: EventSpec): EventCorrelation {
  const { correlations } = context.cluster
  const { uid } = regarding.metadata
  const sources = correlations.edit(uid)
  const known = sources === undefined ? undefined : find(sources, component, host, type)
  if (known !== undefined) return known
  const fresh: EventCorrelation = { component, host, type, tokens: burst, at: context.now, texts: new Map(), similar: new Map() }
  if (sources === undefined) correlations.set(uid, [fresh])
  else sources.push(fresh)
  return fresh
}

function find(sources: readonly EventCorrelation[], component: string, host: string, type: EventSpec['type']): EventCorrelation | undefined {
  for (const known of sources) if (known.type === type && known.component === component && known.host === host) return known
  return undefined
}

/** Whether more than `similarMax` different messages of one type and reason came within the window: then all further ones are one. */
function joinsSimilar({ similar }: EventCorrelation, { reason, message }: EventSpec, now: Millis): boolean {
  const seen = similar.get(reason)
  if (seen === undefined || now - seen.at > similarWindowMs) {
    similar.set(reason, { messages: [message], at: now })
    return false
  }
  seen.at = now
  if (!seen.messages.includes(message)) seen.messages.push(message)
  if (seen.messages.length < similarMax) return false
  seen.messages.length = similarMax - 1
  return true
}

function takeToken(known: EventCorrelation, now: Millis): boolean {
  known.tokens = Math.min(burst, known.tokens + (now - known.at) / refillMs)
  known.at = now
  if (known.tokens < 1) return false
  known.tokens -= 1
  return true
}

/** When the spam filter will next let an event of this source and object through; the past when it would now. */
export function eventsAllowedAt(context: ActorContext, component: string, host: string, uid: string, type: EventSpec['type']): Millis {
  const sources = context.cluster.correlations.get(uid)
  const known = sources === undefined ? undefined : find(sources, component, host, type)
  return known === undefined || known.tokens >= 1 ? context.now : Math.ceil(known.at + (1 - known.tokens) * refillMs)
}
