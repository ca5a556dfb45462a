import { Kind } from '../api/kinds/ids.js'
import type { Millis, Service } from '../api/types.js'
import { recordEvent } from '../apiserver/events.js'
import { updateObject, updateStatus } from '../apiserver/update.js'
import { nextSerial } from '../serials.js'
import type { ActorContext } from '../state.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'

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
export const serviceLoadBalancers: Controller = defineController({
  name: component,
  watches: [Kind.Service],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.Service)) enqueue(queue, `${metadata.namespace}/${metadata.name}`)
  },
  deliver: (queue, { key, type }) => {
    if (type !== 'DELETED' && queue.context.options.loadBalancers === true) enqueue(queue, key)
  },
  reconcile: (queue, key) => {
    const isDone = key.startsWith(done)
    const service = queue.context.store.get<Service>(Kind.Service, isDone ? key.slice(done.length) : key)
    if (service === undefined || queue.context.options.loadBalancers !== true) return
    if (isDone) finish(queue.context, service)
    else begin(queue, key, service)
  },
})

const done = 'done:'
const wantsBalancer = ({ metadata, spec }: Service): boolean =>
  metadata.deletionTimestamp === undefined && spec.type === 'LoadBalancer' && (spec as { readonly loadBalancerClass?: string }).loadBalancerClass === undefined
const isHeld = ({ metadata }: Service): boolean => metadata.finalizers?.includes(finalizer) === true
const ingressOf = ({ status }: Service): readonly unknown[] | undefined => (status?.['loadBalancer'] as { readonly ingress?: readonly unknown[] } | undefined)?.ingress

function say(context: ActorContext, service: Service, reason: string, message: string): void {
  recordEvent(context, { regarding: service, type: 'Normal', reason, message, component })
}

/** The finalizer comes first, so that no balancer is forgotten. */
function begin(queue: WorkQueue, key: string, service: Service): void {
  const { context } = queue
  if (wantsBalancer(service) && !isHeld(service)) {
    say(context, service, 'EnsuringLoadBalancer', 'Ensuring load balancer')
    updateObject(context, { ...service, metadata: { ...service.metadata, finalizers: [...(service.metadata.finalizers ?? []), finalizer] } })
    requeueAfter(queue, `${done}${key}`, cloudMs)
  } else if (!wantsBalancer(service) && isHeld(service)) {
    say(context, service, 'DeletingLoadBalancer', 'Deleting load balancer')
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
