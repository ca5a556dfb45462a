import type { Pod, Service } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import type { StoreReader } from '../../store/store.js'
import { isEndpoint } from './endpoint.js'

/** What is known of the pods of a store as long as no pod and no node changes. */
interface Findings {
  readonly pods: number
  readonly nodes: number
  readonly selections: Map<string, Selection>
}

interface Selection {
  readonly pods: readonly Pod[]
  /** Subdomains of pods with a host name: for a Service of such a name endpoints have it too. */
  readonly subdomains: ReadonlySet<string>
  readonly results: Map<string, unknown>
}

const findings = new WeakMap<StoreReader, Findings>()

function findingsOf({ store }: ActorContext): Findings {
  const [pods, nodes] = [store.revisionOf('Pod'), store.revisionOf('Node')]
  const before = findings.get(store)
  if (before !== undefined && before.pods === pods && before.nodes === nodes) return before
  const fresh: Findings = { pods, nodes, selections: new Map() }
  findings.set(store, fresh)
  return fresh
}

/** What two Services have in common whose endpoints are the same, as texts: whom they select, and how they publish it. */
interface Shape {
  readonly selector: string
  readonly rest: string
}

const shapes = new WeakMap<Service, Shape>()

function shapeOf(service: Service): Shape {
  let shape = shapes.get(service)
  if (shape !== undefined) return shape
  const { selector, ports, publishNotReadyAddresses, ipFamilies, clusterIP = '' } = service.spec
  const isByAddress = (ipFamilies ?? []).length === 0 && clusterIP.includes(':')
  shape = { selector: JSON.stringify([service.metadata.namespace, selector]), rest: JSON.stringify([ports, publishNotReadyAddresses === true, ipFamilies, isByAddress]) }
  shapes.set(service, shape)
  return shape
}

function selectionOf(context: ActorContext, service: Service): Selection {
  const { selections } = findingsOf(context)
  const { selector } = shapeOf(service)
  let selection = selections.get(selector)
  if (selection !== undefined) return selection
  const pods = context.store.podsWithLabels(service.metadata.namespace ?? '', service.spec.selector ?? {}).filter(isEndpoint)
  const subdomains = new Set<string>()
  for (const { spec } of pods) if (spec.subdomain !== undefined) subdomains.add(spec.subdomain)
  selections.set(selector, (selection = { pods, subdomains, results: new Map() }))
  return selection
}

/** The pods that are endpoints of a Service. */
export const endpointPods = (context: ActorContext, service: Service): readonly Pod[] => selectionOf(context, service).pods

/** Computes once for all Services that the same pods serve in the same way; the result must depend on nothing else of the Service, and is never to be changed. */
export function onceForSame<T>(context: ActorContext, service: Service, purpose: string, compute: (pods: readonly Pod[]) => T): T {
  const { pods, subdomains, results } = selectionOf(context, service)
  const { name } = service.metadata
  const key = `${purpose} ${subdomains.has(name) ? name : ''} ${shapeOf(service).rest}`
  const known = results.get(key)
  if (known !== undefined) return known as T
  const result = compute(pods)
  results.set(key, result)
  return result
}
