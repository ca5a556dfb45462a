import { Kind } from '../api/kinds/ids.js'
import type { KubeObject, Service, StringMap } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import { createObject } from '../apiserver/create.js'
import { deleteObject } from '../apiserver/delete.js'
import { recordEvent } from '../apiserver/events.js'
import { isEqual, updateObject } from '../apiserver/update.js'
import { namespaceOfKey, nameOfKey } from '../store/keys.js'
import { isBusy, podWorkMs, stayBusy, type Busy } from './busy.js'
import { defineController, enqueue, forget, requeueRateLimited, type Controller, type WorkQueue } from './define.js'
import { deliverPod, isEndpointNews } from './endpointslice/deliver.js'
import { isHeadless } from './endpointslice/endpoint.js'
import { isSelecting } from './endpointslice/selecting.js'
import { headlessLabel } from './endpointslice/slices.js'
import { subsetsOf, truncate, type EndpointSubset, type Endpoints } from './endpointslice/subsets.js'
import { isNamespaceTerminating } from './namespace-terminating.js'

const name = 'endpoint-controller'
const managedByLabel = 'endpoints.kubernetes.io/managed-by'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'

/** Keeps the older `Endpoints` object of every Service: kube-controller-manager's endpoints controller, 1.36. */
export const endpointsController: Controller<Busy> = defineController<Busy>({
  name,
  create: () => new CowMap(),
  fork: (busy) => busy.fork(),
  watches: [Kind.Service, Kind.Pod, Kind.Endpoints],
  concerns: (change, store) => change.kind !== Kind.Pod || isEndpointNews(change, store),
  start: (queue) => {
    for (const service of queue.context.store.list(Kind.Service)) enqueue(queue, `${service.metadata.namespace}/${service.metadata.name}`)
  },
  deliver: (queue, entry) => {
    if (entry.kind === Kind.Pod) deliverPod(queue, entry)
    else if (entry.kind === Kind.Service || entry.type === 'DELETED') enqueue(queue, entry.key)
  },
  reconcile: (queue, key, busy) => {
    if (isBusy(queue, busy, key)) return
    const { store } = queue.context
    const service = store.get<Service>(Kind.Service, key)
    if (service === undefined) {
      deleteObject(queue.context, Kind.Endpoints, key)
      return forget(queue, key)
    }
    if (!isSelecting(service)) return forget(queue, key)
    const subsets = subsetsOf(queue.context, service)
    const addresses = subsets.reduce((sum, subset) => sum + (subset.addresses?.length ?? 0) + (subset.notReadyAddresses?.length ?? 0), 0)
    stayBusy(queue, busy, key, queue.context.options.latency.writeMs + addresses * podWorkMs)
    if (write(queue, key, service, subsets)) forget(queue, key)
    else retry(queue, key)
  },
})

const maxRetries = 15

function retry(queue: WorkQueue, key: string): void {
  if ((queue.failures.get(key) ?? 0) < maxRetries) requeueRateLimited(queue, key)
  else forget(queue, key)
}

/** False when it could not be created. */
function write(queue: WorkQueue, key: string, service: Service, all: readonly EndpointSubset[]): boolean {
  const { context } = queue
  const current = context.store.get<Endpoints>(Kind.Endpoints, key)
  const subsets = truncate(all)
  const labels: StringMap = { ...withoutHeadless(service), ...(isHeadless(service) ? { [headlessLabel]: '' } : {}), [managedByLabel]: name }
  const annotations: StringMap | undefined = subsets === all ? undefined : { [overCapacity]: 'truncated' }
  if (current === undefined) return create(queue, key, service, { labels, ...(annotations === undefined ? {} : { annotations }) }, subsets)
  const isSame = isEqual(current.subsets ?? [], subsets) && isEqual(current.metadata.labels, labels) && isEqual(current.metadata.annotations, annotations)
  if (isSame) return true
  const { annotations: _annotations, ...metadata } = current.metadata
  updateObject(context, { ...current, metadata: { ...metadata, labels, ...(annotations === undefined ? {} : { annotations }) }, subsets })
  return true
}

function withoutHeadless(service: Service): StringMap {
  const { [headlessLabel]: _headless, ...labels } = service.metadata.labels ?? {}
  return labels
}

function create(queue: WorkQueue, key: string, service: Service, extra: Pick<KubeObject['metadata'], 'labels' | 'annotations'>, subsets: readonly EndpointSubset[]): boolean {
  const { context } = queue
  const draft = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: nameOfKey(key), namespace: namespaceOfKey(key), ...extra }, subsets }
  const created = createObject<Endpoints>(context, draft)
  if (created.ok || isNamespaceTerminating(created.error)) return true
  recordEvent(context, {
    regarding: service, type: 'Warning', reason: 'FailedToCreateEndpoint', component: name,
    message: `Failed to create endpoint for service ${key}: ${created.error.message}`,
  })
  return false
}
