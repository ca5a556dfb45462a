import { fail, ok, type Result } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import { compileSelector } from '../../api/labels.js'
import type { ControllerRevision, DaemonSet, Pod } from '../../api/types.js'
import { deleteObject } from '../../apiserver/delete.js'
import { updateObject, updateStatus } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { keyOf } from '../../store/keys.js'
import { createRevision, ownRevisions, renumber, truncateHistory } from '../history/history.js'
import { isRevisionOf } from '../history/revision-data.js'
import { hashLabel } from './template.js'

export interface History {
  readonly current: ControllerRevision
  /** Oldest first. */
  readonly old: readonly ControllerRevision[]
}

/** Finds or makes the revision of the present template and numbers it highest (constructHistory, 1.36). */
export function constructHistory(context: ActorContext, set: DaemonSet): Result<History> {
  const { template } = set.spec
  const all = ownRevisions(context, set, compileSelector(set.spec.selector))
  const same = all.filter((revision) => isRevisionOf(revision, template))
  const old = all.filter((revision) => !same.includes(revision))
  const wanted = (old.at(-1)?.revision ?? 0) + 1
  const newest = same.at(-1)
  if (newest === undefined) return snapshot(context, set, old, wanted)
  if (same.length > 1) dropDuplicates(context, set, newest, same)
  return ok({ current: newest.revision < wanted ? renumber(context, newest, wanted) : newest, old })
}

function snapshot(context: ActorContext, set: DaemonSet, old: readonly ControllerRevision[], revision: number): Result<History> {
  const { template } = set.spec
  const before = set.status.collisionCount
  const labels = (hash: string): Record<string, string> => ({ ...template.metadata?.labels, [hashLabel]: hash })
  const created = createRevision(context, { owner: set, template, revision, annotations: set.metadata.annotations, labels }, before ?? 0)
  if (!created.ok) return fail(created.error)
  const { collisionCount } = created.value
  if (collisionCount > (before ?? 0)) updateStatus(context, set, { ...set.status, collisionCount })
  return ok({ current: created.value.revision, old })
}

/** Pods of a duplicate become those of the revision that stays. */
function dropDuplicates(context: ActorContext, set: DaemonSet, kept: ControllerRevision, same: readonly ControllerRevision[]): void {
  const hash = hashOf(kept)
  for (const pod of context.store.controlledBy<Pod>(set.metadata.uid, Kind.Pod)) {
    if (pod.metadata.labels?.[hashLabel] === hash) continue
    updateObject(context, { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [hashLabel]: hash } } })
  }
  for (const revision of same) if (revision !== kept) deleteObject(context, Kind.ControllerRevision, keyOf(revision.metadata))
}

export const hashOf = (revision: ControllerRevision): string => revision.metadata.labels?.[hashLabel] ?? revision.metadata.name

/** Deletes the oldest revisions without pods beyond the limit (cleanupHistory). */
export function cleanUpHistory(context: ActorContext, set: DaemonSet, old: readonly ControllerRevision[]): void {
  const surplus = old.length - (set.spec.revisionHistoryLimit ?? 10)
  if (surplus <= 0) return
  const live = new Set(context.store.controlledBy<Pod>(set.metadata.uid, Kind.Pod).map(({ metadata }) => metadata.labels?.[hashLabel]))
  const idle = old.filter((revision) => !live.has(hashOf(revision)))
  truncateHistory(context, idle, () => false, Math.max(0, idle.length - surplus))
}
