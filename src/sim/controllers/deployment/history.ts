import { deleteObject } from '../../apiserver/delete.js'
import { Kind } from '../../api/kinds/ids.js'
import type { ReplicaSet } from '../../api/types.js'
import { keyOf } from '../../store/keys.js'
import { byAge } from '../by-age.js'
import { revisionOf } from './annotations.js'
import type { Rollout } from './rollout.js'
import { unlimited } from './status.js'

/** Deletes old ReplicaSets beyond the history limit, lowest revisions first, if they are empty (deployment/sync.go cleanupDeployment). */
export function cleanUpHistory({ context, deployment, old }: Rollout): void {
  const limit = deployment.spec.revisionHistoryLimit
  if (limit === undefined || limit === unlimited) return
  const sets = old.filter((set) => set.metadata.deletionTimestamp === undefined)
  const surplus = sets.length - limit
  if (surplus <= 0) return
  for (const set of sets.sort(byRevision).slice(0, surplus)) {
    if (isIdle(set)) deleteObject(context, Kind.ReplicaSet, keyOf(set.metadata))
  }
}

const isIdle = ({ metadata, spec, status }: ReplicaSet): boolean =>
  status.replicas === 0 && spec.replicas === 0 && (metadata.generation ?? 0) <= (status.observedGeneration ?? 0)

function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  const [x, y] = [revisionOf(a), revisionOf(b)]
  return x === undefined || y === undefined || x === y ? byAge(a, b) : x - y
}
