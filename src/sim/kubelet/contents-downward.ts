import { exactQuantity, type ExactQuantity } from '../api/quantity.js'
import type { Container, Node, Pod, Quantity, StringMap } from '../api/types.js'
import type { Cluster } from '../state.js'

/** A pod with what the downward API says beside its object. */
export interface DownwardScope {
  readonly cluster: Cluster
  readonly pod: Pod
  readonly node: string
  readonly podIP: string
  readonly hostIP: string
}

const subscript = /^metadata\.(labels|annotations)\['([^']+)'\]$/

/** The value of a `fieldRef` (fieldpath.ExtractFieldPathAsString and podFieldSelectorRuntimeValue, kubelet 1.36); an unset one is empty. */
export function fieldValue({ pod, node, podIP, hostIP }: DownwardScope, path: string): string {
  const { metadata, spec } = pod
  const match = subscript.exec(path)
  if (match !== null) return metadata[match[1] as 'labels' | 'annotations']?.[match[2]!] ?? ''
  switch (path) {
    case 'metadata.name': return metadata.name
    case 'metadata.namespace': return metadata.namespace ?? ''
    case 'metadata.uid': return metadata.uid
    case 'metadata.labels': return formatMap(metadata.labels)
    case 'metadata.annotations': return formatMap(metadata.annotations)
    case 'spec.nodeName': return node
    case 'spec.serviceAccountName': return spec.serviceAccountName ?? 'default'
    case 'status.hostIP': case 'status.hostIPs': return hostIP
    case 'status.podIP': case 'status.podIPs': return podIP
    default: return ''
  }
}

/** `key="value"` lines, sorted by key (fieldpath.FormatMap). */
const formatMap = (map: StringMap = {}): string => Object.keys(map).sort().map((key) => `${key}=${JSON.stringify(map[key])}`).join('\n')

export interface ResourceSelector {
  readonly containerName?: string
  readonly resource: string
  readonly divisor?: Quantity
}

/** The value of a `resourceFieldRef` in units of its divisor, rounded up (resource.ExtractContainerResourceValue, 1.36); undefined: no such container. */
export function resourceValue(scope: DownwardScope, { containerName, resource, divisor }: ResourceSelector, own: Container | undefined): string | undefined {
  const { pod } = scope
  const container = containerName === undefined || containerName === '' ? own : [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === containerName)
  const [list, name] = splitOnce(resource)
  if (container === undefined || name === undefined) return undefined
  const amount = container.resources?.[list as 'limits' | 'requests']?.[name] ?? (list === 'limits' ? allocatableOf(scope, name) : '0')
  const unit = divisor === undefined || divisor === '0' ? '1' : divisor
  return String(ceilingOf(exactQuantity(amount), exactQuantity(unit)))
}

const splitOnce = (text: string): readonly [string, string | undefined] => {
  const dot = text.indexOf('.')
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)]
}

/** Without a limit of its own a container may use what the node has. */
const allocatableOf = ({ cluster, node }: DownwardScope, name: string): Quantity => cluster.store.get<Node>('Node', node)?.status.allocatable?.[name] ?? '0'

function ceilingOf(amount: ExactQuantity, unit: ExactQuantity): bigint {
  const scale = Math.min(amount.scale, unit.scale)
  const [a, b] = [amount, unit].map(({ mantissa, scale: own }) => mantissa * 10n ** BigInt(own - scale)) as [bigint, bigint]
  return b === 0n ? 0n : (a + b - 1n) / b
}
