import { Kind } from '../api/kinds/ids.js'
import type { Namespace } from '../api/types.js'
import { timestamp } from '../clock.js'
import { updateObject, updateStatus } from '../apiserver/update.js'
import { defineController, forget, requeueAfter, requeueRateLimited, type Controller, type WorkQueue } from './define.js'
import { namespaceConditions } from './namespace/conditions.js'
import { deleteContent, type Pass } from './namespace/content.js'

/** The controller waits so long after every change of a namespace that is going, so that late creations are seen. */
const graceMs = 5_000

/** Empties and ends deleted namespaces: kube-controller-manager's namespace controller, 1.36. */
export const namespaceController: Controller = defineController({
  name: 'namespace-controller',
  watches: [Kind.Namespace],
  deliver: (queue, entry) => {
    if (entry.type !== 'DELETED' && entry.object.metadata.deletionTimestamp !== undefined) requeueAfter(queue, entry.key, graceMs)
  },
  reconcile: (queue, key) => {
    const namespace = queue.context.store.get<Namespace>(Kind.Namespace, key)
    if (namespace?.metadata.deletionTimestamp === undefined || (namespace.spec?.finalizers ?? []).length === 0) return forget(queue, key)
    const pass = deleteContent(queue.context, namespace)
    const updated = writeConditions(queue, namespace, pass)
    if (pass.errors.length > 0) return requeueRateLimited(queue, key)
    if (pass.estimateSeconds > 0) return requeueAfter(queue, key, (Math.floor(pass.estimateSeconds / 2) + 1) * 1000)
    forget(queue, key)
    finalize(queue, updated)
  },
})

function writeConditions(queue: WorkQueue, namespace: Namespace, pass: Pass): Namespace {
  const { context } = queue
  const current = namespace.status?.conditions ?? []
  const conditions = namespaceConditions(current, pass, timestamp(context.cluster.clock, context.now))
  if (conditions === current) return namespace
  const updated = updateStatus(context, namespace, { ...namespace.status, conditions })
  return updated.ok ? updated.value : namespace
}

/** Takes the controller's own finalizer off; without any, the namespace goes. */
function finalize(queue: WorkQueue, namespace: Namespace): void {
  const finalizers = (namespace.spec?.finalizers ?? []).filter((name) => name !== 'kubernetes')
  updateObject(queue.context, { ...namespace, spec: { ...namespace.spec, finalizers } })
}
