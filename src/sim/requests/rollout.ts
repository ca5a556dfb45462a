import { timestamp } from '../clock.js'
import { isEqual, updateObject } from '../apiserver/update.js'
import { fail, ok } from '../api/errors.js'
import type { Deployment, KubeObject, PodTemplateSpec, ReplicaSet, StringMap } from '../api/types.js'
import { answer, asking, clientError, printedName, type Context, type RequestResult } from './request.js'
import { undoToRevision } from './rollout-history.js'
import { findTarget, type Target } from './target.js'

type Templated = KubeObject & { readonly spec: { readonly template: PodTemplateSpec; readonly paused?: boolean } }

const revisionAnnotation = 'deployment.kubernetes.io/revision'
const restartable = ['Deployment', 'DaemonSet', 'StatefulSet']
/** Annotations that belong to the Deployment, not to a revision (kubectl polymorphichelpers/rollback.go, 1.36). */
const ownAnnotations = ['kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, 'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas', 'deprecated.deployment.rollback.to']

/** `kubectl rollout restart`. */
export function rolloutRestart(context: Context, target: Target): RequestResult {
  const found = findTarget<Templated>(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (!restartable.includes(object.kind)) return fail(clientError(`${kind.resource} "${object.metadata.name}" restarting is not supported`))
  if (object.spec.paused === true) return fail(clientError(`${kind.resource} "${object.metadata.name}" can't restart paused deployment (run rollout resume first)`))
  const { template } = object.spec
  const annotations = { ...template.metadata?.annotations, 'kubectl.kubernetes.io/restartedAt': timestamp(context.cluster.clock, context.now) }
  if (isEqual(annotations, template.metadata?.annotations)) {
    return fail(clientError(`failed to create patch for ${object.metadata.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`))
  }
  const next = { ...object, spec: { ...object.spec, template: { ...template, metadata: { ...template.metadata, annotations } } } }
  const updated = updateObject(asking(context, { owner: 'kubectl-rollout' }), next)
  return updated.ok ? answer(kind, updated.value, 'restarted') : updated
}

/** `kubectl rollout pause` and `resume`. */
export function rolloutPause(context: Context, target: Target, isPaused: boolean): RequestResult {
  const found = findTarget<Deployment>(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const who = `${kind.resource} "${object.metadata.name}"`
  if (object.kind !== 'Deployment') return fail(clientError(`${who} ${isPaused ? 'pausing' : 'resuming'} is not supported`))
  if ((object.spec.paused === true) === isPaused) return fail(clientError(`${who} is ${isPaused ? 'already' : 'not'} paused`))
  const { paused: _, ...spec } = object.spec
  const updated = updateObject(asking(context, { owner: 'kubectl-rollout' }), { ...object, spec: isPaused ? { ...spec, paused: true } : spec })
  return updated.ok ? answer(kind, updated.value, isPaused ? 'paused' : 'resumed') : updated
}

/** `kubectl rollout undo [--to-revision]`; 0 is the revision before the present one. */
export function rolloutUndo(context: Context, target: Target, toRevision = 0): RequestResult {
  const found = findTarget<Deployment>(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const { name } = object.metadata
  if (object.kind === 'StatefulSet' || object.kind === 'DaemonSet') return undoToRevision(context, kind, object, toRevision)
  if (object.kind !== 'Deployment') return fail(clientError(`no rollbacker has been implemented for "${object.kind}"`))
  const replicaSet = revisionOf(context, object, toRevision)
  if (typeof replicaSet === 'string') return fail(clientError(replicaSet))
  if (object.spec.paused === true) return fail(clientError(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`))
  const template = withoutHash(replicaSet.spec.template)
  if (isEqual(template, object.spec.template)) {
    const revision = toRevision === 0 ? '' : ` ${toRevision}`
    return ok({ object, said: `${printedName(kind, name)} skipped rollback (current template already matches revision${revision})` })
  }
  const annotations = rolledBack(object.metadata.annotations ?? {}, replicaSet.metadata.annotations ?? {})
  const updated = updateObject(context, { ...object, metadata: { ...object.metadata, annotations }, spec: { ...object.spec, template } })
  return updated.ok ? answer(kind, updated.value, 'rolled back') : updated
}

/** The ReplicaSet of that revision, or why there is none. */
function revisionOf(context: Context, deployment: Deployment, toRevision: number): ReplicaSet | string {
  const sets = [...context.store.controlledBy<ReplicaSet>(deployment.metadata.uid, 'ReplicaSet.apps')]
  const numbered = sets.map((set) => ({ set, revision: Number(set.metadata.annotations?.[revisionAnnotation] ?? 0) })).sort((a, b) => b.revision - a.revision)
  if (toRevision !== 0) return numbered.find(({ revision }) => revision === toRevision)?.set ?? `unable to find specified revision ${toRevision} in history`
  return numbered[1]?.set ?? `no rollout history found for deployment "${deployment.metadata.name}"`
}

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {}
  return { ...template, metadata: { ...template.metadata, labels } }
}

const rolledBack = (deployment: StringMap, replicaSet: StringMap): StringMap => ({
  ...Object.fromEntries(Object.entries(deployment).filter(([name]) => ownAnnotations.includes(name))),
  ...Object.fromEntries(Object.entries(replicaSet).filter(([name]) => !ownAnnotations.includes(name))),
})
