import { Kind } from '../api/kinds/ids.js'
import type { EndpointSlice, Node, Service } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { CowMap } from '../cow-map.js'
import type { LogEntry } from '../store/log.js'
import { isBusy, podWorkMs, stayBusy, type Busy } from './busy.js'
import { defineController, enqueue, forget, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { deliverPod, isEndpointNews } from './endpointslice/deliver.js'
import { isSelecting } from './endpointslice/selecting.js'
import { reconcileSlices } from './endpointslice/reconcile.js'
import { managedByLabel, serviceNameLabel, sliceOwner } from './endpointslice/slices.js'
import { overloadedServices, type HintEvent, type Topology } from './endpointslice/topology-hints.js'
import { isTopologyNews, zoneRatios } from './endpointslice/topology-nodes.js'

const name = 'endpointslice-controller'

interface State {
  readonly busy: Busy
  readonly topology: Topology
}

/** Publishes the pods of Services: kube-controller-manager's endpointslice controller, 1.36. */
export const endpointSliceController: Controller<State> = defineController<State>({
  name,
  create: () => ({ busy: new CowMap(), topology: new CowMap() }),
  fork: ({ busy, topology }) => ({ busy: busy.fork(), topology: topology.fork() }),
  watches: [Kind.Service, Kind.Pod, Kind.EndpointSlice, Kind.Node],
  concerns: (change, store) => change.kind !== Kind.Pod || isEndpointNews(change, store),
  start: (queue) => {
    for (const service of queue.context.store.list(Kind.Service)) enqueue(queue, `${service.metadata.namespace}/${service.metadata.name}`)
  },
  deliver: (queue, entry, { topology }) => {
    if (entry.kind === Kind.Pod) deliverPod(queue, entry)
    else if (entry.kind === Kind.Node) deliverNode(queue, entry, topology)
    else if (entry.kind === Kind.Service) enqueue(queue, entry.key)
    else deliverSlice(queue, entry)
  },
  reconcile: (queue, key, { busy, topology }) => {
    if (isBusy(queue, busy, key)) return
    const service = queue.context.store.get<Service>(Kind.Service, key)
    if (service === undefined || !isSelecting(service)) return forget(queue, key)
    const { errors, events, pods, writes } = reconcileSlices(queue.context, service, topology)
    stayBusy(queue, busy, key, writes * queue.context.options.latency.writeMs + pods * podWorkMs)
    for (const event of events) say(queue, service, event)
    if (errors.length === 0) return forget(queue, key)
    report(queue, service, errors)
    retry(queue, key)
  },
})

/** Zones whose share changed make room for others where it matters (checkNodeTopologyDistribution, 1.36). */
function deliverNode(queue: WorkQueue, { type, object, previous }: LogEntry, topology: Topology): void {
  if (topology.size === 0 || (type === 'MODIFIED' && !isTopologyNews(object as Node, previous as Node | undefined))) return
  for (const key of overloadedServices(topology, zoneRatios(queue.context.store))) enqueue(queue, key)
}

/** How long the controller waits before it puts right what someone else did to its slices. */
const foreignChangeDelayMs = 1000

function deliverSlice(queue: WorkQueue, entry: LogEntry): void {
  if (entry.by === name) return
  for (const slice of [entry.object, entry.previous] as readonly (EndpointSlice | undefined)[]) {
    const labels = slice?.metadata.labels ?? {}
    const service = labels[serviceNameLabel]
    if (service !== undefined && labels[managedByLabel] === sliceOwner) requeueAfter(queue, `${slice!.metadata.namespace}/${service}`, foreignChangeDelayMs)
  }
}

function report(queue: WorkQueue, service: Service, errors: readonly string[]): void {
  const text = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
  const message = `Error updating Endpoint Slices for Service ${service.metadata.namespace}/${service.metadata.name}: ${text}`
  say(queue, service, { type: 'Warning', reason: 'FailedToUpdateEndpointSlices', message })
}

const say = (queue: WorkQueue, regarding: Service, event: HintEvent | { readonly type: 'Warning', readonly reason: string, readonly message: string }): void =>
  recordEvent(queue.context, { regarding, ...event, component: 'endpoint-slice-controller' })

const maxRetries = 15
const baseDelayMs = 1000
const maxDelayMs = 1_000_000

/** This queue backs off from one second on. */
function retry(queue: WorkQueue, key: string): void {
  const failures = queue.failures.get(key) ?? 0
  if (failures >= maxRetries) return forget(queue, key)
  queue.failures.set(key, failures + 1)
  requeueAfter(queue, key, Math.min(maxDelayMs, baseDelayMs * 2 ** failures))
}
