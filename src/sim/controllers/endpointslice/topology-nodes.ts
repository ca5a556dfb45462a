import { Kind } from '../../api/kinds/ids.js'
import { cpuMillis } from '../../api/quantity.js'
import type { Node } from '../../api/types.js'
import type { StoreReader } from '../../store/store.js'
import type { ZoneRatios } from './topology-allocation.js'

const zoneLabel = 'topology.kubernetes.io/zone'
const excluded: readonly string[] = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']

const isReady = ({ status }: Node): boolean => status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'

/** Whether the change of a node can change the shares of zones: it came, went, or changed readiness or zone (updateNode, 1.36). */
export const isTopologyNews = (node: Node, previous: Node | undefined): boolean =>
  previous === undefined || isReady(node) !== isReady(previous) || node.metadata.labels?.[zoneLabel] !== previous.metadata.labels?.[zoneLabel]

const known = new WeakMap<StoreReader, { readonly revision: number, readonly ratios: ZoneRatios | undefined }>()

/** Each zone's part of the CPU, zones by name; undefined where nodes do not tell, or are of one zone (topologycache SetNodes, 0.36). */
export function zoneRatios(store: StoreReader): ZoneRatios | undefined {
  const revision = store.revisionOf(Kind.Node)
  const before = known.get(store)
  if (before?.revision === revision) return before.ratios
  const ratios = computeRatios(store)
  known.set(store, { revision, ratios })
  return ratios
}

function computeRatios(store: StoreReader): ZoneRatios | undefined {
  const millis = new Map<string, number>()
  let total = 0
  for (const node of store.list<Node>(Kind.Node)) {
    const { labels = {} } = node.metadata
    if (excluded.some((name) => labels[name] !== undefined) || !isReady(node)) continue
    const [zone, cpu] = [labels[zoneLabel] ?? '', cpuMillis(node.status.allocatable?.['cpu'] ?? '0')]
    if (zone === '' || cpu === 0) return undefined
    millis.set(zone, (millis.get(zone) ?? 0) + cpu)
    total += cpu
  }
  if (millis.size < 2) return undefined
  return new Map([...millis].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, cpu]) => [zone, cpu / total]))
}
