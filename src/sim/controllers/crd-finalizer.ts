import { Kind } from '../api/kinds/ids.js'
import type { Condition, KindId, KubeObject } from '../api/types.js'
import { deleteObject } from '../apiserver/delete.js'
import { updateObject, updateStatus } from '../apiserver/update.js'
import { timestamp } from '../clock.js'
import { keyOf } from '../store/keys.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'

interface Definition extends KubeObject {
  readonly spec: { readonly group: string; readonly names: { readonly kind: string } }
  readonly status?: { readonly conditions?: readonly Condition[] }
}

const cleanup = 'customresourcecleanup.apiextensions.k8s.io'
/** The server looks every five seconds whether the objects are gone, and gives up after a minute to begin anew. */
const pollMs = 5_000

/** Deletes the objects of a definition that goes, and lets it go when none is left: apiextensions-apiserver's CRDFinalizer, 1.36 (controller/finalizer/crd_finalizer.go). */
export const crdFinalizer: Controller = defineController({
  name: 'crd-finalizer',
  watches: [Kind.CustomResourceDefinition],
  deliver: (queue, { type, key }) => {
    if (type !== 'DELETED') enqueue(queue, key)
  },
  reconcile: (queue, key) => {
    const definition = queue.context.store.get<Definition>(Kind.CustomResourceDefinition, key)
    if (definition?.metadata.deletionTimestamp === undefined || definition.metadata.finalizers?.includes(cleanup) !== true) return
    finalize(queue, key, definition)
  },
})

function finalize(queue: WorkQueue, key: string, definition: Definition): void {
  const { context } = queue
  const kind: KindId = `${definition.spec.names.kind}.${definition.spec.group}`
  const begun = terminating(queue, definition, 'True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress')
  for (const object of [...context.store.list(kind)]) deleteObject(context, kind, keyOf(object.metadata), { propagation: 'Background' })
  if (context.store.count(kind) > 0) {
    requeueAfter(queue, key, pollMs)
    return
  }
  const emptied = terminating(queue, begun, 'False', 'InstanceDeletionCompleted', 'removed all instances')
  updateObject(context, { ...emptied, metadata: { ...emptied.metadata, finalizers: (emptied.metadata.finalizers ?? []).filter((name) => name !== cleanup) } })
}

function terminating({ context }: WorkQueue, definition: Definition, status: 'True' | 'False', reason: string, message: string): Definition {
  const conditions = definition.status?.conditions ?? []
  const before = conditions.find(({ type }) => type === 'Terminating')
  if (before?.status === status && before.reason === reason) return definition
  const since = before?.status === status ? before.lastTransitionTime : undefined
  const lastTransitionTime = since ?? timestamp(context.cluster.clock, context.now)
  const next: Condition = { type: 'Terminating', status, lastTransitionTime, reason, message }
  const written = updateStatus(context, definition, { ...definition.status, conditions: before ? conditions.map((one) => (one === before ? next : one)) : [...conditions, next] })
  return written.ok ? written.value : definition
}
