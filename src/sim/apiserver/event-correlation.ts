import type { Millis } from '../api/types.js'
import type { ActorContext, EventCorrelation, SaidText, SimilarMessages } from '../state.js'
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
  readonly similar: SimilarMessages
}

/** A copy that shares nothing that changes. */
export const cloneCorrelations = (known: readonly EventCorrelation[]): EventCorrelation[] =>
  known.map((one) => ({
    ...one,
    texts: new Map(Array.from(one.texts, ([text, said]) => [text, { ...said }])),
    similar: new Map(Array.from(one.similar, ([reason, { messages, at }]) => [reason, { messages: messages.slice(), at }])),
  }))

/** What becomes of a core/v1 event: written anew, counted up, or (undefined) dropped as spam. Series are not correlated here. */
export function correlate(known: EventCorrelation, spec: EventSpec, now: Millis): Correlated | undefined {
  const similar = similarTo(known, spec, now)
  const isAggregated = joinsSimilar(similar, spec.message)
  const said = isAggregated ? textOf(known, `\n${spec.reason}`, spec.reason, undefined) : saidIn(known, spec)
  const { dropped } = said
  if (!takeToken(known, now)) {
    said.dropped++
    return undefined
  }
  said.dropped = 0
  return { message: isAggregated ? `(combined from similar events): ${spec.message}` : spec.message, said, dropped, similar }
}

/** The same of a message that came through in its own words not long ago: how many were dropped since; undefined: this one is. */
export function correlateAgain(known: EventCorrelation, { said, similar }: Pick<Correlated, 'said' | 'similar'>, now: Millis): number | undefined {
  similar.at = now
  const { dropped } = said
  const isLetThrough = takeToken(known, now)
  said.dropped = isLetThrough ? 0 : dropped + 1
  return isLetThrough ? dropped : undefined
}

/** Whether a message that came through in its own words would do so again: it is still among those of its reason. */
export const isRemembered = ({ at }: SimilarMessages, now: Millis): boolean => now - at <= similarWindowMs

/** Counts repetitions that an actor left out because the spam filter would have dropped them. */
export function countDropped(context: ActorContext, spec: EventSpec, times: number): void {
  saidIn(correlationFor(context, spec), spec).dropped += times
}

/** What is remembered of a text. Messages tell the events of one object apart almost always: they alone are the key, as long as they do. */
export function saidIn(known: EventCorrelation, { reason, fieldPath, message }: EventSpec): SaidText {
  const said = known.texts.get(message)
  if (said !== undefined && (said.reason !== reason || said.fieldPath !== fieldPath)) return textOf(known, `${reason}\n${fieldPath ?? ''}\n${message}`, reason, fieldPath)
  return said ?? textOf(known, message, reason, fieldPath)
}

function textOf({ texts }: EventCorrelation, text: string, reason: string, fieldPath: string | undefined): SaidText {
  let said = texts.get(text)
  if (said === undefined) texts.set(text, (said = { reason, fieldPath, event: undefined, dropped: 0 }))
  return said
}

/** What the recorder of an event's source remembers of its object, safe to change. */
export const correlationFor = (context: ActorContext, { regarding, component, host = '', type }: EventSpec): EventCorrelation =>
  correlationOf(context, component, host, regarding.metadata.uid, type)

/** The spam filter counts an object's Normal and Warning events apart, for each source (getSpamKey, client-go 1.36). */
export function correlationOf({ cluster, now }: ActorContext, component: string, host: string, uid: string, type: EventSpec['type']): EventCorrelation {
  const { correlations } = cluster
  const sources = correlations.edit(uid)
  const known = sources === undefined ? undefined : find(sources, component, host, type)
  if (known !== undefined) return known
  const fresh: EventCorrelation = { component, host, type, tokens: burst, at: now, texts: new Map(), similar: new Map() }
  if (sources === undefined) correlations.set(uid, [fresh])
  else sources.push(fresh)
  return fresh
}

function find(sources: readonly EventCorrelation[], component: string, host: string, type: EventSpec['type']): EventCorrelation | undefined {
  for (const known of sources) if (known.type === type && known.component === component && known.host === host) return known
  return undefined
}

/** The messages of one reason that came within the window. */
function similarTo({ similar }: EventCorrelation, { reason }: EventSpec, now: Millis): SimilarMessages {
  let seen = similar.get(reason)
  if (seen === undefined || !isRemembered(seen, now)) similar.set(reason, (seen = { messages: [], at: now }))
  seen.at = now
  return seen
}

/** Whether a message is one of more than `similarMax` different ones: then all further ones are one. */
function joinsSimilar({ messages }: SimilarMessages, message: string): boolean {
  if (!messages.includes(message)) messages.push(message)
  if (messages.length < similarMax) return false
  messages.length = similarMax - 1
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
  return known === undefined ? context.now : allowedAt(known, context.now)
}

/** The same of one correlation. */
export const allowedAt = ({ tokens, at }: EventCorrelation, now: Millis): Millis => (tokens >= 1 ? now : Math.ceil(at + (1 - tokens) * refillMs))
