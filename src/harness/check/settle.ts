import type { Millis } from '../../sim/api/types.js'
import { leaveUnseenLoops } from '../../sim/kubelet/unseen-loops.js'
import { nextInstant, runUntil } from '../../sim/run.js'
import type { Cluster } from '../../sim/state.js'

/** Things that never end (a crash loop, an autoscaler that looks every 15 s) are watched for so long. */
export const settleLimitMs: Millis = 15 * 60_000

/** Scripts that loop and change nothing that anybody sees are not watched on: neither for longer than this, nor for more instants. */
const quietMs: Millis = 6 * 60_000
const quietInstants = 300
/** So many quiet instants are likely to be scripts that loop. */
const askAfter = 8

/** Lets the cluster come to rest, or run to the limit. */
export function settle(cluster: Cluster): void {
  let [changes, changedAt, instants] = [cluster.log.length, cluster.now, 0]
  for (let next = nextInstant(cluster); next !== undefined && next <= settleLimitMs; next = nextInstant(cluster)) {
    if (instants > quietInstants && next - changedAt > quietMs) return
    if (instants % askAfter === askAfter - 1) leaveUnseenLoops(cluster)
    runUntil(cluster, next)
    instants++
    if (cluster.log.length > changes) [changes, changedAt, instants] = [cluster.log.length, cluster.now, 0]
  }
}
