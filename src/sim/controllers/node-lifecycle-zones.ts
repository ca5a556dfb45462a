import type { Millis } from '../api/types.js'
import type { ControllerOptions } from '../state.js'

/** How a zone is (node-lifecycle-controller ComputeZoneState, 1.36). */
export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption'

/** A zone's rate-limited queue of nodes that wait for their NoExecute taint: a token bucket with one token. */
export interface Zone {
  readonly state: ZoneState
  /** Taints a second; 0: none. */
  readonly rate: number
  /** When the next token is there. */
  readonly tokenAt: Millis
  /** In order of arrival. */
  readonly waiting: ReadonlySet<string>
}

export interface ZoneCounts { ready: number; notReady: number }

export const createZone = (rate: number, now: Millis): Zone => ({ state: 'Initial', rate, tokenAt: now, waiting: new Set() })

export function zoneStateOf({ ready, notReady }: ZoneCounts, options: ControllerOptions): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption'
  return notReady > 2 && notReady / (notReady + ready) >= options.unhealthyZoneThreshold ? 'PartialDisruption' : 'Normal'
}

/** The rate of a zone in a state (setLimiterInZone, ReducedQPSFunc, 1.36). */
export function rateOf(state: ZoneState, size: number, options: ControllerOptions): number {
  if (state !== 'PartialDisruption') return options.nodeEvictionRate
  return size > options.largeClusterSizeThreshold ? options.secondaryNodeEvictionRate : 0
}

/** Another rate: the new bucket starts full, unless the old one was empty (RateLimitedTimedQueue.SwapLimiter, 1.36). */
export function withRate(zone: Zone, rate: number, now: Millis): Zone {
  if (zone.rate === rate) return zone
  const isEmpty = zone.rate <= 0 || zone.tokenAt > now
  return { ...zone, rate, tokenAt: isEmpty && rate > 0 ? now + tokenMs(rate) : now }
}

export const tokenMs = (rate: number): Millis => Math.round(1000 / rate)

export const withWaiting = (zone: Zone, node: string): Zone => (zone.waiting.has(node) ? zone : { ...zone, waiting: new Set([...zone.waiting, node]) })

export const withoutWaiting = (zone: Zone, node: string): Zone =>
  zone.waiting.has(node) ? { ...zone, waiting: new Set([...zone.waiting].filter((name) => name !== node)) } : zone
