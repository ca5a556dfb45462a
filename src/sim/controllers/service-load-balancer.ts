import { Kind } from '../api/kinds/ids.js'
import type { Millis, Node, Service } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { updateObject, updateStatus } from '../apiserver/update.js'
import { CowMap } from '../cow-map.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'
import { balancedNodes, isBalancerNews, needsUpdate } from './service-load-balancer-news.js'

const component = 'service-controller'
const finalizer = 'service.kubernetes.io/load-balancer-cleanup'
/** How long a cloud takes to make or delete a balancer. */
const cloudMs: Millis = 1_000
/** From TEST-NET-3. */
const prefix = '203.0.113.'
const addresses = 254

/**
 * The service controller of a cloud: where the cluster has one (`cluster.loadBalancers`), Services of type LoadBalancer get an address;
 * elsewhere they wait for ever, as on bare machines (k8s.io/cloud-provider controllers/service, 0.36).
 */
export const serviceLoadBalancers: Controller<State> = defineController<State>({
  name: component,
  watches: [Kind.Service, Kind.Node],
  create: () => new CowMap(),
  fork: (state) => state.fork(),
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.Service)) enqueue(queue, `${metadata.namespace}/${metadata.name}`)
  },
  deliver: (queue, entry, state) => {
    if (queue.context.options.loadBalancers !== true) return
    if (entry.kind === Kind.Node) deliverNode(queue, entry, state)
    else if (entry.type !== 'DELETED') deliverService(queue, entry)
    else state.delete(entry.key)
  },
  reconcile: (queue, text, state) => {
    const end = text.indexOf(':') + 1
    const [task, key] = [text.slice(0, end), text.slice(end)]
    const service = queue.context.store.get<Service>(Kind.Service, key)
    if (service === undefined || queue.context.options.loadBalancers !== true) return
    switch (task) {
      case done: return finish(queue.context, service)
      case again: return update(queue, key, service, state)
      case hosts: return updateNodes(queue.context, key, service, state)
      default: return begin(queue, key, service, state)
    }
  },
})

/** Which nodes every balancer was told of, by Service. */
type State = CowMap<string, string>

/** Before the key of a Service: what there is to do about it. */
const [done, again, hosts] = ['done:', 'again:', 'hosts:'] as const

function deliverService(queue: WorkQueue, { key, object, previous }: LogEntry): void {
  const service = object as Service
  const before = previous as Service | undefined
  enqueue(queue, before !== undefined && isHeld(before) && wantsBalancer(service) && needsUpdate(service, before) ? `${again}${key}` : key)
}

function deliverNode(queue: WorkQueue, { type, object, previous }: LogEntry, state: State): void {
  if (type === 'MODIFIED' && !isBalancerNews(object as Node, previous as Node | undefined)) return
  for (const key of state.keys()) enqueue(queue, `${hosts}${key}`)
}

const wantsBalancer = ({ metadata, spec }: Service): boolean =>
  metadata.deletionTimestamp === undefined && spec.type === 'LoadBalancer' && (spec as { readonly loadBalancerClass?: string }).loadBalancerClass === undefined
const isHeld = ({ metadata }: Service): boolean => metadata.finalizers?.includes(finalizer) === true
const ingressOf = ({ status }: Service): readonly unknown[] | undefined => (status?.['loadBalancer'] as { readonly ingress?: readonly unknown[] } | undefined)?.ingress

function say(context: ActorContext, service: Service, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
  recordEvent(context, { regarding: service, type, reason, message, component })
}

/** Remembers the nodes that the balancer has from now on. */
function tellNodes(context: ActorContext, key: string, service: Service, state: State): void {
  const nodes = balancedNodes(context.store)
  state.set(key, nodes)
  if (nodes === '') say(context, service, 'UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer', 'Warning')
}

/** Nodes came or went (nodeSyncService). */
function updateNodes(context: ActorContext, key: string, service: Service, state: State): void {
  if (!wantsBalancer(service) || state.get(key) === balancedNodes(context.store)) return
  tellNodes(context, key, service, state)
  if (state.get(key) !== '') say(context, service, 'UpdatedLoadBalancer', 'Updated load balancer with new hosts')
}

/** The Service changed in what its balancer must know. */
function update(queue: WorkQueue, key: string, service: Service, state: State): void {
  if (!wantsBalancer(service) || !isHeld(service) || ingressOf(service) === undefined) return enqueue(queue, key)
  say(queue.context, service, 'EnsuringLoadBalancer', 'Ensuring load balancer')
  tellNodes(queue.context, key, service, state)
  say(queue.context, service, 'EnsuredLoadBalancer', 'Ensured load balancer')
}

/** The finalizer comes first, so that no balancer is forgotten. */
function begin(queue: WorkQueue, key: string, service: Service, state: State): void {
  const { context } = queue
  if (wantsBalancer(service) && !isHeld(service)) {
    say(context, service, 'EnsuringLoadBalancer', 'Ensuring load balancer')
    updateObject(context, { ...service, metadata: { ...service.metadata, finalizers: [...(service.metadata.finalizers ?? []), finalizer] } })
    tellNodes(context, key, service, state)
    requeueAfter(queue, `${done}${key}`, cloudMs)
  } else if (!wantsBalancer(service) && isHeld(service)) {
    say(context, service, 'DeletingLoadBalancer', 'Deleting load balancer')
    state.delete(key)
    requeueAfter(queue, `${done}${key}`, cloudMs)
  }
}

function finish(context: ActorContext, service: Service): void {
  if (!isHeld(service)) return
  if (wantsBalancer(service)) {
    if (ingressOf(service) !== undefined) return
    const ip = `${prefix}${((nextSerial(context.cluster, 'loadbalancer') - 1) % addresses) + 1}`
    updateStatus(context, service, { ...service.status, loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } })
    return say(context, service, 'EnsuredLoadBalancer', 'Ensured load balancer')
  }
  const emptied = ingressOf(service) === undefined ? undefined : updateStatus(context, service, { ...service.status, loadBalancer: {} })
  const current = emptied?.ok === true ? emptied.value : service
  const { finalizers = [], ...metadata } = current.metadata
  const left = finalizers.filter((name) => name !== finalizer)
  say(context, service, 'DeletedLoadBalancer', 'Deleted load balancer')
  updateObject(context, { ...current, metadata: left.length === 0 ? metadata : { ...metadata, finalizers: left } })
}
