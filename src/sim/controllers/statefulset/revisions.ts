import { ok, type Result } from '../../api/errors.js'
import type { ControllerRevision, Pod, StatefulSet } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import { createRevision, nextRevisionNumber, renumber, truncateHistory } from '../history/history.js'
import { isRevisionOf } from '../history/revision-data.js'
import { revisionOfPod } from './identity.js'
import { judgementOf } from './settled.js'
import type { Sync } from './sync.js'

const hashLabel = 'controller.kubernetes.io/hash'

/** The revisions that the set has and wants, the wanted one made if it is new (getStatefulSetRevisions, 1.36). */
export function beginSync(context: ActorContext, set: StatefulSet, revisions: readonly ControllerRevision[]): Result<Sync> {
  const { template } = set.spec
  const collisions = set.status.collisionCount ?? 0
  const known = revisions.findLast((revision) => isRevisionOf(revision, template))
  const newest = revisions.at(-1)
  const next = nextRevisionNumber(revisions)
  const wanted = known === undefined
    ? createRevision(context, {
      owner: set, template, revision: next, annotations: set.metadata.annotations,
      labels: (hash) => ({ ...template.metadata?.labels, [hashLabel]: hash }),
    }, collisions)
    : ok({ revision: known === newest ? known : renumber(context, known, next), collisionCount: collisions })
  if (!wanted.ok) return wanted
  const { revision: update, collisionCount } = wanted.value
  const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update
  return ok({ context, set, current, update, collisionCount, judgement: judgementOf(set, current, update), writes: update === newest ? 0 : 1 })
}

/** Deletes revisions that neither the set nor a pod is of, beyond the limit. */
export function cleanUpHistory(sync: Sync, revisions: readonly ControllerRevision[], pods: readonly Pod[]): void {
  const { context, set, current, update } = sync
  const limit = set.spec.revisionHistoryLimit ?? 10
  if (revisions.length <= limit) return
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOfPod)])
  sync.writes += truncateHistory(context, revisions, ({ metadata }) => live.has(metadata.name), limit)
}
