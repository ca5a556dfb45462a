import type { DaemonSet, Deployment, StatefulSet } from '../api/types.js'
import { fail, ok, type Result } from '../api/errors.js'
import { clientError, type Context } from './request.js'
import { findTarget, type Target } from './target.js'

/** What `kubectl rollout status` says of an object as it is now. */
export interface RolloutStatus {
  readonly said: string
  readonly isDone: boolean
}

const waiting = (said: string): Result<RolloutStatus> => ok({ said, isDone: false })
const done = (said: string): Result<RolloutStatus> => ok({ said, isDone: true })
const revisionAnnotation = 'deployment.kubernetes.io/revision'

/** One look of `kubectl rollout status [--revision]`: a line, or what ends the command (kubectl polymorphichelpers/rollout_status.go, 1.36). */
export function rolloutStatus(context: Context, target: Target, revision = 0): Result<RolloutStatus> {
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  switch (object.kind) {
    case 'Deployment': return deploymentStatus(object as Deployment, revision)
    case 'DaemonSet': return daemonSetStatus(object as DaemonSet)
    case 'StatefulSet': return statefulSetStatus(object as StatefulSet)
    default: return fail(clientError(`no status viewer has been implemented for ${object.kind}${kind.group === '' ? '' : `.${kind.group}`}`))
  }
}

function deploymentStatus({ metadata, spec, status }: Deployment, revision: number): Result<RolloutStatus> {
  const name = JSON.stringify(metadata.name)
  const running = Number(metadata.annotations?.[revisionAnnotation] ?? 0)
  if (revision > 0 && revision !== running) return fail(clientError(`desired revision (${revision}) is different from the running revision (${running})`))
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed...')
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, conditions = [] } = status
  const progressing = conditions.find(({ type }) => type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') return fail(clientError(`deployment ${name} exceeded its progress deadline`))
  const still = `Waiting for deployment ${name} rollout to finish:`
  if (updatedReplicas < (spec.replicas ?? 0)) return waiting(`${still} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`)
  if (replicas > updatedReplicas) return waiting(`${still} ${replicas - updatedReplicas} old replicas are pending termination...`)
  if (availableReplicas < updatedReplicas) return waiting(`${still} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`)
  return done(`deployment ${name} successfully rolled out`)
}

const onlyRolling = fail(clientError('rollout status is only available for RollingUpdate strategy type'))

function daemonSetStatus({ metadata, spec, status }: DaemonSet): Result<RolloutStatus> {
  if (spec.updateStrategy?.type !== 'RollingUpdate') return onlyRolling
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...')
  const { updatedNumberScheduled: updated = 0, desiredNumberScheduled: desired = 0, numberAvailable: available = 0 } = status
  const still = `Waiting for daemon set ${JSON.stringify(metadata.name)} rollout to finish:`
  if (updated < desired) return waiting(`${still} ${updated} out of ${desired} new pods have been updated...`)
  if (available < desired) return waiting(`${still} ${available} of ${desired} updated pods are available...`)
  return done(`daemon set ${JSON.stringify(metadata.name)} successfully rolled out`)
}

function statefulSetStatus({ metadata, spec, status }: StatefulSet): Result<RolloutStatus> {
  if (spec.updateStrategy?.type !== 'RollingUpdate') return onlyRolling
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0, updateRevision = '', currentRevision = '' } = status
  if (observedGeneration === 0 || (metadata.generation ?? 0) > observedGeneration) return waiting('Waiting for statefulset spec update to be observed...')
  const replicas = spec.replicas ?? 0
  if (readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...`)
  const { rollingUpdate } = spec.updateStrategy
  if (rollingUpdate !== undefined) {
    const wanted = replicas - (rollingUpdate.partition ?? 0)
    if (rollingUpdate.partition !== undefined && updatedReplicas < wanted) {
      return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${wanted} new pods have been updated...`)
    }
    return done(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`)
  }
  if (updateRevision !== currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`)
  return done(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`)
}
