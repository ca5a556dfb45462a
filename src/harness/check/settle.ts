import type { Millis } from '../../sim/api/types.js'
import { nextInstant, runUntil } from '../../sim/run.js'
import type { Cluster } from '../../sim/state.js'

/** Things that never end (a crash loop, an autoscaler that looks every 15 s) are watched for so long. */
export const settleLimitMs: Millis = 15 * 60_000

/** Lets the cluster come to rest, or run to the limit. */
export function settle(cluster: Cluster): void {
  for (let next = nextInstant(cluster); next !== undefined && next <= settleLimitMs; next = nextInstant(cluster)) runUntil(cluster, next)
}
