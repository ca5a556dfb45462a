import { Kind } from '../api/kinds/ids.js'
import type { Node, Service } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'
import type { StoreReader } from '../store/store.js'

/** What makes a cloud's service controller look at a balancer again (k8s.io/cloud-provider controllers/service needsUpdate, 0.36). */

const excludedLabel = 'node.kubernetes.io/exclude-from-external-load-balancers'
const toBeDeletedTaint = 'ToBeDeletedByClusterAutoscaler'

const isIncluded = ({ metadata: { labels } }: Node): boolean => labels?.[excludedLabel] === undefined || ['0', 'f', 'F', 'false', 'False', 'FALSE'].includes(labels[excludedLabel])
const isDoomed = ({ spec: { taints } }: Node): boolean => taints?.some(({ key }) => key === toBeDeletedTaint) === true

/** Whether the change of a node may change the nodes behind balancers: it came, went, or is left out from now on. */
export const isBalancerNews = (node: Node, previous: Node | undefined): boolean => previous === undefined || isIncluded(node) !== isIncluded(previous)

/** The nodes behind every balancer, ready or not, as one text. */
export const balancedNodes = (store: StoreReader): string =>
  [...store.list<Node>(Kind.Node)].filter((node) => node.metadata.deletionTimestamp === undefined && isIncluded(node) && !isDoomed(node)).map(({ metadata }) => metadata.name).sort().join('\n')

const watched = [
  'ports', 'sessionAffinity', 'sessionAffinityConfig', 'loadBalancerSourceRanges', 'loadBalancerIP', 'externalIPs', 'externalTrafficPolicy', 'healthCheckNodePort', 'ipFamilies',
] as const

/** Whether a balancer that there is must be told of the change of its Service. */
export function needsUpdate(service: Service, previous: Service): boolean {
  const [spec, before] = [service.spec, previous.spec] as unknown as readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]
  return !isEqual(service.metadata.annotations ?? {}, previous.metadata.annotations ?? {}) || watched.some((name) => !isEqual(spec[name], before[name]))
}
