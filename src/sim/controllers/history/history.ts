import type { Result } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import { ok } from '../../api/errors.js'
import type { LabelPredicate } from '../../api/labels.js'
import type { ControllerRevision, KubeObject, PodTemplateSpec, StringMap } from '../../api/types.js'
import { createObject } from '../../apiserver/create.js'
import { deleteObject } from '../../apiserver/delete.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { controllerOf, keyOf, objectKey } from '../../store/keys.js'
import { byAge } from '../by-age.js'
import { templateHash } from '../deployment/template.js'
import { claim, controllerReference } from '../owners.js'
import { isRevisionOf, revisionData } from './revision-data.js'

/** The history of the templates of a StatefulSet or DaemonSet: pkg/controller/history of Kubernetes 1.36. */

/** The revisions of the owner, oldest first; orphans that match are adopted. */
export function ownRevisions(context: ActorContext, owner: KubeObject, matches: LabelPredicate): readonly ControllerRevision[] {
  const { namespace = '', uid } = owner.metadata
  const found: ControllerRevision[] = []
  for (const revision of context.store.inNamespace<ControllerRevision>(Kind.ControllerRevision, namespace)) {
    const controller = controllerOf(revision)
    if (controller !== undefined && controller.uid !== uid) continue
    const own = matches(revision.metadata.labels) ? claim(context, owner, matches, revision) : undefined
    if (own !== undefined) found.push(own)
  }
  return found.sort(byRevision)
}

/**
 * Whether the owner would have to adopt a revision first: one that is being deleted cannot, and does nothing any more
 * (adoptOrphanRevisions of the statefulset controller, 1.36).
 */
export function hasOrphanRevisions(context: ActorContext, { metadata: { namespace = '' } }: KubeObject, matches: LabelPredicate): boolean {
  for (const revision of context.store.inNamespace<ControllerRevision>(Kind.ControllerRevision, namespace)) {
    if (controllerOf(revision) === undefined && matches(revision.metadata.labels)) return true
  }
  return false
}

export const byRevision = (a: ControllerRevision, b: ControllerRevision): number => a.revision - b.revision || byAge(a, b)

export const nextRevisionNumber = (sorted: readonly ControllerRevision[]): number => (sorted.at(-1)?.revision ?? 0) + 1

/** What a new revision is named and carries besides its data. */
export interface RevisionDraft {
  readonly owner: KubeObject
  readonly template: PodTemplateSpec
  readonly revision: number
  readonly labels: (hash: string) => StringMap
  readonly annotations: StringMap | undefined
}

const maxPrefixLength = 223

export const revisionName = (owner: KubeObject, hash: string): string => `${owner.metadata.name.slice(0, maxPrefixLength)}-${hash}`

/** Creates a revision under a free name; `collisionCount` of the answer counts the names that others had. */
export function createRevision(context: ActorContext, draft: RevisionDraft, collisionCount: number): Result<{ readonly revision: ControllerRevision; readonly collisionCount: number }> {
  const { owner, template, revision, labels, annotations } = draft
  const { namespace } = owner.metadata
  for (let collisions = collisionCount; ; collisions++) {
    const hash = templateHash(template, collisions)
    const name = revisionName(owner, hash)
    const known = context.store.get<ControllerRevision>(Kind.ControllerRevision, objectKey(namespace, name))
    if (known !== undefined && !isRevisionOf(known, template)) continue
    if (known !== undefined) return ok({ revision: known, collisionCount: collisions })
    const created = createObject<ControllerRevision>(context, {
      apiVersion: 'apps/v1', kind: 'ControllerRevision', revision, data: revisionData(template)!,
      metadata: {
        name, ...(namespace === undefined ? {} : { namespace }), labels: labels(hash), ...(annotations === undefined ? {} : { annotations }), ownerReferences: [controllerReference(owner)],
      },
    })
    return created.ok ? ok({ revision: created.value, collisionCount: collisions }) : created
  }
}

/** An older revision that is wanted again becomes the newest. */
export function renumber(context: ActorContext, known: ControllerRevision, revision: number): ControllerRevision {
  if (known.revision === revision) return known
  const updated = updateObject(context, { ...known, revision })
  return updated.ok ? updated.value : known
}

/** Deletes the oldest of those that nothing needs, beyond the limit; how many. */
export function truncateHistory(context: ActorContext, sorted: readonly ControllerRevision[], isLive: (revision: ControllerRevision) => boolean, limit: number): number {
  const idle = sorted.filter((revision) => !isLive(revision))
  const surplus = limit < 0 ? 0 : Math.max(0, idle.length - limit)
  for (const revision of idle.slice(0, surplus)) deleteObject(context, Kind.ControllerRevision, keyOf(revision.metadata))
  return surplus
}
