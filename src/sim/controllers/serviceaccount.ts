import { Kind } from '../api/kinds/ids.js'
import type { KindId, KubeObject, Namespace } from '../api/types.js'
import { createObject } from '../apiserver/create.js'
import type { Draft } from '../apiserver/draft.js'
import { updateObject } from '../apiserver/update.js'
import { isEqual } from '../apiserver/update.js'
import { defineController, enqueue, forget, requeueRateLimited, type Controller, type WorkQueue } from './define.js'
import { isNamespaceTerminating } from './namespace-terminating.js'

const rootCa = 'kube-root-ca.crt'
const description = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or '
  + 'kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** Gives every active namespace its ServiceAccount `default`: kube-controller-manager's serviceaccount controller, 1.36. */
export const serviceAccountController: Controller = defineController({
  name: 'serviceaccount-controller',
  watches: [Kind.Namespace, Kind.ServiceAccount],
  start: (queue) => enqueueNamespaces(queue),
  deliver: (queue, entry) => {
    if (entry.kind === Kind.Namespace) enqueue(queue, entry.key)
    else if (entry.type === 'DELETED' && entry.object.metadata.name === 'default') enqueue(queue, entry.object.metadata.namespace ?? '')
  },
  reconcile: (queue, namespace) =>
    ensure(queue, namespace, Kind.ServiceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }),
})

/** Publishes the API server's certificate authority in every namespace: root-ca-certificate-publisher-controller, 1.36. */
export const rootCaPublisher: Controller = defineController({
  name: 'root-ca-certificate-publisher-controller',
  watches: [Kind.Namespace, Kind.ConfigMap],
  start: (queue) => enqueueNamespaces(queue),
  deliver: (queue, entry) => {
    if (entry.kind === Kind.Namespace) enqueue(queue, entry.key)
    else if (entry.object.metadata.name === rootCa && entry.by !== queue.context.by) enqueue(queue, entry.object.metadata.namespace ?? '')
  },
  reconcile: (queue, namespace) => {
    const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: rootCa, namespace, annotations: { 'kubernetes.io/description': description } }, data }
    ensure(queue, namespace, Kind.ConfigMap, draft)
    const current = queue.context.store.get<KubeObject & { readonly data?: unknown }>(Kind.ConfigMap, `${namespace}/${rootCa}`)
    if (current !== undefined && !isEqual(current.data, data) && current.metadata.deletionTimestamp === undefined) updateObject(queue.context, { ...current, data })
  },
})

const data = { 'ca.crt': '' }

function enqueueNamespaces(queue: WorkQueue): void {
  for (const namespace of queue.context.store.list(Kind.Namespace)) enqueue(queue, namespace.metadata.name)
}

function ensure(queue: WorkQueue, name: string, kind: KindId, draft: Draft): void {
  const { context } = queue
  const namespace = context.store.get<Namespace>(Kind.Namespace, name)
  if (namespace === undefined || namespace.status?.phase !== 'Active') return forget(queue, name)
  if (context.store.get(kind, `${name}/${draft.metadata.name}`) !== undefined) return forget(queue, name)
  const created = createObject(context, draft)
  if (created.ok || created.error.reason === 'AlreadyExists' || isNamespaceTerminating(created.error)) forget(queue, name)
  else requeueRateLimited(queue, name)
}
