import type { Event, JsonObject } from '../sim/api/types.js'
import { readText, type TextMatcher } from './matchers.js'
import { complain, take, under, type Reading } from './reading.js'
import { readReference, type Reference } from './references.js'

export const eventKeys = ['reason', 'type', 'regarding', 'message', 'from', 'namespace'] as const

/** Events by what they say and of what they speak. */
export interface EventPattern {
  readonly text: string
  readonly regarding: Reference | undefined
  readonly matches: (event: Event) => boolean
}

/** How often an Event was seen: the count of core/v1, the series of events.k8s.io, or once. */
export const timesSeen = (event: Event): number => event.series?.count ?? event.count ?? 1
export const componentOf = (event: Event): string => event.source?.component ?? event.reportingComponent ?? ''

export function readEventPattern(raw: JsonObject, reading: Reading): EventPattern | undefined {
  const part = (key: (typeof eventKeys)[number]): TextMatcher | undefined =>
    raw[key] === undefined || raw[key] === null ? undefined : take(under(reading, key), raw[key], readText)
  const regarding = raw['regarding'] === undefined || raw['regarding'] === null ? undefined : readReference(raw['regarding'], under(reading, 'regarding'), true)
  const [reason, type, message, from, own] = [part('reason'), part('type'), part('message'), part('from'), part('namespace')]
  if (Object.keys(raw).every((key) => !(eventKeys as readonly string[]).includes(key)))
    return complain(reading, `must name at least one of ${eventKeys.join(', ')}`)
  const home = regarding?.namespace ?? (regarding?.kind?.namespaced === false ? undefined : reading.scope.namespace)
  const isThere = (namespace: string | undefined): boolean => (own === undefined ? home === undefined || namespace === home : own.matches(namespace))
  return {
    text: eventText(raw),
    regarding,
    matches: (event) =>
      (reason?.matches(event.reason) ?? true) &&
      (type?.matches(event.type) ?? true) &&
      (message?.matches(event.message) ?? true) &&
      (from?.matches(componentOf(event)) ?? true) &&
      (regarding === undefined || isAbout(event, regarding)) &&
      isThere(event.involvedObject.namespace ?? event.metadata.namespace),
  }
}

function isAbout({ involvedObject: { kind, apiVersion, name } }: Event, reference: Reference): boolean {
  if (!reference.name.matches(name)) return false
  if (reference.kind === undefined) return true
  const [wanted] = reference.kind.id.split('.')
  const slash = apiVersion?.indexOf('/') ?? -1
  return kind === wanted && (apiVersion === undefined || slash < 0 || reference.kind.id === `${kind}.${apiVersion.slice(0, slash)}`)
}

function eventText(raw: JsonObject): string {
  const { type, reason, regarding, message, from } = raw
  const parts = [
    type,
    reason,
    regarding === undefined ? undefined : `of ${String(regarding)}`,
    from === undefined ? undefined : `from ${String(from)}`,
    message === undefined ? undefined : `"${String(message)}"`,
  ]
  return `event ${parts
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ')}`.trim()
}
