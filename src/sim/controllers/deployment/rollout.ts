import { conflict, fail, ok, type Result } from '../../api/errors.js'
import type { Deployment, DeploymentStatus, ReplicaSet, Timestamp } from '../../api/types.js'
import { Kind } from '../../api/kinds/ids.js'
import { reviewActorWrite } from '../../apiserver/actor-review.js'
import { timestamp } from '../../clock.js'
import { recordEvent } from '../../apiserver/events.js'
import { isEqual, updateObject, updateStatus } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { writeObject } from '../../apiserver/write.js'
import { withSizes } from './annotations.js'

export const component = 'deployment-controller'

/** One sync of one Deployment at work: the objects as this sync has left them so far. */
export interface Rollout {
  readonly context: ActorContext
  readonly now: Timestamp
  deployment: Deployment
  /** The ReplicaSet of the current template, if there is one. */
  newSet: ReplicaSet | undefined
  /** All others, oldest first. */
  old: readonly ReplicaSet[]
  /** Requests to the API server so far, refused ones included: what the sync's time is spent on. */
  writes: number
  /**
   * Whether this sync has written the Deployment. The controller goes on with its own copy, whose revision is old then: the next write
   * of the Deployment in the same sync is a conflict, which ends the sync.
   */
  isStale: boolean
}

export const beginRollout = (context: ActorContext, deployment: Deployment, isStale: boolean): Rollout =>
  ({ context, now: timestamp(context.cluster.clock, context.now), deployment, newSet: undefined, old: [], writes: 0, isStale })

export const allSets = (rollout: Rollout): readonly ReplicaSet[] => (rollout.newSet === undefined ? rollout.old : [...rollout.old, rollout.newSet])

/** The wall clock, in milliseconds. */
export const wallMs = ({ context }: Rollout): number => context.cluster.clock.startMs + context.now

/** Puts a written ReplicaSet in the place of its earlier version. */
export function replaceSet(rollout: Rollout, set: ReplicaSet): void {
  if (rollout.newSet?.metadata.uid === set.metadata.uid) rollout.newSet = set
  else rollout.old = rollout.old.map((other) => (other.metadata.uid === set.metadata.uid ? set : other))
}

/** Writes the status if it says anything new; true when it does. */
export function writeStatus(rollout: Rollout, status: DeploymentStatus): Result<boolean> {
  if (isEqual(rollout.deployment.status, status)) return ok(false)
  const refused = refuseStale(rollout)
  if (refused !== undefined) return refused
  const updated = updateStatus(rollout.context, rollout.deployment, status)
  if (!updated.ok) return updated
  rollout.deployment = updated.value
  return ok(true)
}

/** Annotations and status in one write, as the status subresource of Deployments allows (deployment strategy, PrepareForUpdate). */
export function writeAnnotatedStatus(rollout: Rollout, annotations: Readonly<Record<string, string>>, status: DeploymentStatus): Result<boolean> {
  const refused = refuseStale(rollout)
  if (refused !== undefined) return refused
  const { deployment, context } = rollout
  const reviewed = reviewActorWrite(context, Kind.Deployment, { ...deployment, metadata: { ...deployment.metadata, annotations }, status }, deployment, 'status')
  if (!reviewed.ok) return reviewed
  rollout.deployment = writeObject(context, reviewed.value)
  return ok(true)
}

function refuseStale(rollout: Rollout): Result<boolean> | undefined {
  rollout.writes++
  const why = 'the object has been modified; please apply your changes to the latest version and try again'
  if (rollout.isStale) return fail(conflict('deployments.apps', rollout.deployment.metadata.name, why))
  rollout.isStale = true
  return undefined
}

/** Gives a ReplicaSet its size, with the notes of what was wanted; says so in an event when the size changes (sync.go scaleReplicaSet). */
export function scaleReplicaSet(rollout: Rollout, set: ReplicaSet, size: number): boolean {
  const { context, deployment } = rollout
  const annotations = withSizes(set.metadata.annotations ?? {}, deployment)
  const isResized = set.spec.replicas !== size
  if (!isResized && annotations === set.metadata.annotations) return false
  const spec = isResized ? { ...set.spec, replicas: size } : set.spec
  const updated = updateObject(context, { ...set, metadata: { ...set.metadata, annotations }, spec })
  rollout.writes++
  if (!updated.ok) return false
  replaceSet(rollout, updated.value)
  if (!isResized) return false
  const direction = set.spec.replicas < size ? 'up' : 'down'
  recordEvent(context, {
    regarding: deployment, type: 'Normal', reason: 'ScalingReplicaSet', component,
    message: `Scaled ${direction} replica set ${set.metadata.name} from ${set.spec.replicas} to ${size}`,
  })
  return true
}
