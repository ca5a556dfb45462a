import { createObject } from '../apiserver/create.js'
import { deleteObject } from '../apiserver/delete.js'
import { recordEvent } from '../apiserver/events.js'
import { fail, ok, type ApiError, type Result } from '../api/errors.js'
import { checkDnsSubdomain } from '../api/names.js'
import type { KubeObject, OwnerReference, Pod, PodTemplateSpec } from '../api/types.js'
import type { Draft } from '../apiserver/draft.js'
import type { ActorContext } from '../state.js'
import { controllerReference } from './owners.js'
import { isNamespaceTerminating } from './namespace-terminating.js'

/** Who makes pods: the object that owns them, and the component that its events name. */
export interface PodOwner {
  readonly object: KubeObject
  readonly component: string
}

const noLabels: ApiError = { code: 500, reason: 'InternalError', message: 'unable to create pods, no labels' }

/** The pod that a template asks for. Its parts are the template's own objects, so that whatever is cached by them is found. */
export function podFromTemplate(owner: KubeObject, template: PodTemplateSpec, ownerReferences: readonly OwnerReference[]): Draft<Pod> {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  const { namespace } = owner.metadata
  const metadata: Writable = { generateName: podPrefix(owner.metadata.name) }
  if (namespace !== undefined) metadata.namespace = namespace
  if (labels !== undefined) metadata.labels = labels
  if (annotations !== undefined) metadata.annotations = annotations
  if (finalizers !== undefined) metadata.finalizers = finalizers
  metadata.ownerReferences = ownerReferences
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec }
}

type Writable = { -readonly [Name in keyof Draft<Pod>['metadata']]: Draft<Pod>['metadata'][Name] }

/** `web-`, or `web.` where a dash would not do (getPodsPrefix). */
function podPrefix(name: string): string {
  const prefix = `${name}-`
  return checkDnsSubdomain(`${prefix}a`).length === 0 ? prefix : name
}

/** Creates one pod and says so in an event of its owner (RealPodControl.createPods). */
export function createPod(context: ActorContext, owner: PodOwner, draft: Draft<Pod>): Result<Pod> {
  if (Object.keys(draft.metadata.labels ?? {}).length === 0) return fail(noLabels)
  const created = createObject<Pod>(context, draft)
  if (created.ok) {
    recordEvent(context, { regarding: owner.object, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${created.value.metadata.name}`, component: owner.component })
  } else if (!isNamespaceTerminating(created.error)) {
    recordEvent(context, { regarding: owner.object, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${created.error.message}`, component: owner.component })
  }
  return created
}

/** Deletes one pod gracefully, with an event of its owner; a pod that is gone already is no error (RealPodControl.DeletePod). */
export function deletePod(context: ActorContext, owner: PodOwner, pod: Pod): Result<undefined> {
  const { name, namespace } = pod.metadata
  const deleted = deleteObject(context, 'Pod', `${namespace}/${name}`)
  if (deleted.ok) {
    recordEvent(context, { regarding: owner.object, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}`, component: owner.component })
    return ok(undefined)
  }
  if (deleted.error.reason === 'NotFound') return ok(undefined)
  recordEvent(context, { regarding: owner.object, type: 'Warning', reason: 'FailedDelete', message: `Error deleting: ${deleted.error.message}`, component: owner.component })
  return fail({ ...deleted.error, message: `unable to delete pods: ${deleted.error.message}` })
}

/** Told of every pod that was made (`before` undefined) or deleted (`after` is what is left of it, if anything). */
export type OnPodChange = (before: Pod | undefined, after: Pod | undefined) => void

/**
 * Creates as many pods of one template, which share the owner reference. Errors do not keep the others of one batch from being made
 * (replica_set.go slowStartBatch).
 */
export function createBatch(context: ActorContext, owner: PodOwner, template: PodTemplateSpec, count: number, onChange?: OnPodChange): Result<undefined> {
  const draft = podFromTemplate(owner.object, template, [controllerReference(owner.object)])
  let error: ApiError | undefined
  for (let i = 0; i < count; i++) {
    const created = createPod(context, owner, draft)
    if (created.ok) onChange?.(undefined, created.value)
    else if (!isNamespaceTerminating(created.error)) error ??= created.error
  }
  return error === undefined ? ok(undefined) : fail(error)
}

/** Deletes all, and gives the first error. */
export function deletePods(context: ActorContext, owner: PodOwner, pods: readonly Pod[], onChange?: OnPodChange): Result<undefined> {
  let first: Result<undefined> = ok(undefined)
  for (const pod of pods) {
    const deleted = deletePod(context, owner, pod)
    if (first.ok && !deleted.ok) first = deleted
    onChange?.(pod, context.store.byUid<Pod>('Pod', `${pod.metadata.namespace}/${pod.metadata.name}`, pod.metadata.uid))
  }
  return first
}
