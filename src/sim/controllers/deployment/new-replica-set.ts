import { createObject } from '../../apiserver/create.js'
import { recordEvent } from '../../apiserver/events.js'
import { updateObject } from '../../apiserver/update.js'
import { ok, fail, type ApiError, type Result } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import type { Condition, Deployment, LabelSelector, ReplicaSet } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import { controllerOf, objectKey } from '../../store/keys.js'
import { byAge } from '../by-age.js'
import { conditionOf } from '../../api/conditions.js'
import { withCondition } from '../conditions.js'
import { isNamespaceTerminating } from '../namespace-terminating.js'
import { controllerReference } from '../owners.js'
import { maxRevision, newReplicaSetAnnotations, revisionAnnotation, withSizes } from './annotations.js'
import { newReplicaSetSize, sizeOf } from './fenceposts.js'
import { component, replaceSet, writeAnnotatedStatus, writeStatus, type Rollout } from './rollout.js'
import { hasProgressDeadline, progressing } from './status.js'
import { hashedTemplate, hashLabel, isSameTemplate, templateHash } from './template.js'

/** Sorts the ReplicaSets into the one of the current template (the oldest, if several) and the others. */
export function sortReplicaSets(rollout: Rollout, sets: readonly ReplicaSet[]): void {
  const sorted = sets.toSorted(byAge)
  rollout.newSet = sorted.find((set) => isSameTemplate(set.spec.template, rollout.deployment.spec.template))
  rollout.old = sorted.filter((set) => set !== rollout.newSet)
}

/**
 * Brings revision, annotations and minReadySeconds of the new ReplicaSet up to date, or makes it when there is none and `mayCreate`
 * (deployment/sync.go getNewReplicaSet, 1.36). True when it made it.
 */
export function syncNewReplicaSet(rollout: Rollout, mayCreate: boolean): Result<boolean> {
  const revision = maxRevision(rollout.old) + 1
  if (rollout.newSet !== undefined) return syncExisting(rollout, rollout.newSet, revision)
  return mayCreate ? create(rollout, revision) : done
}

const done: Result<boolean> = ok(false)

function syncExisting(rollout: Rollout, set: ReplicaSet, revision: number): Result<boolean> {
  const { deployment } = rollout
  const current = set.metadata.annotations ?? {}
  const annotations = newReplicaSetAnnotations(deployment, current, revision)
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0
  const isReadyTimeOther = (set.spec.minReadySeconds ?? 0) !== minReadySeconds
  if (annotations !== current || isReadyTimeOther) {
    const spec = isReadyTimeOther ? { ...set.spec, minReadySeconds } : set.spec
    const updated = updateObject(rollout.context, { ...set, metadata: { ...set.metadata, annotations }, spec })
    rollout.writes++
    if (updated.ok) replaceSet(rollout, updated.value)
    return done
  }
  const isKnown = !hasProgressDeadline(deployment) || conditionOf(deployment.status.conditions, 'Progressing') !== undefined
  return noteRevision(rollout, annotations[revisionAnnotation] ?? '', isKnown ? undefined
    : progressing('True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`, rollout.now))
}

/** The revision goes to the Deployment's annotations, together with a condition if there is one. */
function noteRevision(rollout: Rollout, revision: string, condition: Condition | undefined): Result<boolean> {
  const { annotations = {} } = rollout.deployment.metadata
  const { status } = rollout.deployment
  if (annotations[revisionAnnotation] === revision && condition === undefined) return done
  const conditions = condition === undefined ? undefined : withCondition(status.conditions ?? [], condition)
  const written = writeAnnotatedStatus(rollout, { ...annotations, [revisionAnnotation]: revision }, conditions === undefined ? status : { ...status, conditions })
  return written.ok ? done : written
}

function create(rollout: Rollout, revision: number): Result<boolean> {
  const { context, deployment } = rollout
  const draft = draftReplicaSet(rollout, revision)
  const created = createObject<ReplicaSet>(context, draft)
  rollout.writes++
  if (!created.ok) return createFailed(rollout, draft, revision, created.error)
  rollout.newSet = created.value
  const { name } = created.value.metadata
  const size = created.value.spec.replicas
  if (size > 0) {
    recordEvent(context, { regarding: deployment, type: 'Normal', reason: 'ScalingReplicaSet', component, message: `Scaled up replica set ${name} from 0 to ${size}` })
  }
  const condition = progressing('True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, rollout.now)
  const noted = noteRevision(rollout, String(revision), hasProgressDeadline(deployment) ? condition : undefined)
  return noted.ok ? ok(true) : noted
}

function draftReplicaSet(rollout: Rollout, revision: number): Draft<ReplicaSet> {
  const { deployment, old } = rollout
  const { metadata, spec, status } = deployment
  const hash = templateHash(spec.template, status.collisionCount)
  const template = hashedTemplate(spec.template, hash)
  const labels = template.metadata?.labels ?? {}
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name.slice(0, maxNameLength - hash.length - 1)}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels,
      annotations: withSizes(newReplicaSetAnnotations(deployment, {}, revision), deployment),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newReplicaSetSize(deployment, sizeOf(old), 0),
      ...((spec.minReadySeconds ?? 0) === 0 ? {} : { minReadySeconds: spec.minReadySeconds! }),
      selector: withHash(spec.selector, hash),
      template,
    },
  }
}

const maxNameLength = 253

const withHash = (selector: LabelSelector, hash: string): LabelSelector => ({ ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } })

/** A name that is taken is either the ReplicaSet that was looked for, or a collision of hashes: then the next try counts it in. */
function createFailed(rollout: Rollout, draft: Draft<ReplicaSet>, revision: number, error: ApiError): Result<boolean> {
  const { deployment } = rollout
  if (error.reason === 'AlreadyExists') {
    const found = rollout.context.store.get<ReplicaSet>(Kind.ReplicaSet, objectKey(deployment.metadata.namespace, draft.metadata.name!))
    if (found !== undefined && isOwn(deployment, found)) {
      rollout.newSet = found
      return noteRevision(rollout, String(revision), undefined)
    }
    writeStatus(rollout, { ...deployment.status, collisionCount: (deployment.status.collisionCount ?? 0) + 1 })
    return fail(error)
  }
  if (isNamespaceTerminating(error)) return fail(error)
  reportFailure(rollout, `Failed to create new replica set "${draft.metadata.name}": ${error.message}`)
  return fail(error)
}

const isOwn = (deployment: Deployment, set: ReplicaSet): boolean =>
  controllerOf(set)?.uid === deployment.metadata.uid && isSameTemplate(set.spec.template, deployment.spec.template)

function reportFailure(rollout: Rollout, message: string): void {
  const { context, deployment, now } = rollout
  if (hasProgressDeadline(deployment)) {
    const conditions = withCondition(deployment.status.conditions ?? [], progressing('False', 'ReplicaSetCreateError', message, now))
    writeStatus(rollout, { ...deployment.status, conditions })
  }
  recordEvent(context, { regarding: deployment, type: 'Warning', reason: 'ReplicaSetCreateError', message, component })
}
