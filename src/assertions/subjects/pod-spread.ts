import { Kind } from '../../sim/api/kinds/ids.js'
import type { Json, Node, Pod } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import { pathOf, type Check } from '../checks.js'
import { readNumber } from '../matchers.js'
import { complain, take, takeObject, under, type Reading } from '../reading.js'
import { describeValue } from '../values/parsed.js'

const topologyKeys: Readonly<Record<string, string>> = {
  zone: 'topology.kubernetes.io/zone',
  region: 'topology.kubernetes.io/region',
  node: 'kubernetes.io/hostname',
  host: 'kubernetes.io/hostname',
  hostname: 'kubernetes.io/hostname',
}

/** `{ by: zone, maxSkew: 1 }`: between the domains with most and with fewest of the pods there are at most so many. */
export function spreadCheck(raw: Json, reading: Reading): readonly Check<readonly Pod[]>[] {
  const object = takeObject(reading, raw)
  if (object === undefined) return []
  const by = object['by']
  if (typeof by !== 'string') return complain(under(reading, 'by'), `must be \`zone\`, \`node\` or a label of the nodes, but is ${describeValue(by)}`) ?? []
  const wanted = object['maxSkew'] ?? 1
  const matcher = take(under(reading, 'maxSkew'), typeof wanted === 'number' ? `<= ${wanted}` : wanted, readNumber)
  if (matcher === undefined) return []
  const key = topologyKeys[by] ?? by
  return [
    {
      path: pathOf(reading),
      expected: `skew by ${by} ${matcher.text}`,
      reads: 'objects',
      failing: (pods, view) => failing(pods, domains(view, key), key, view, matcher.matches),
    },
  ]
}

/** Every domain that some node has, with no pods yet. */
function domains(view: ClusterView, key: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const node of view.store.list<Node>(Kind.Node)) {
    const domain = node.metadata.labels?.[key]
    if (domain !== undefined) counts.set(domain, 0)
  }
  return counts
}

function failing(pods: readonly Pod[], counts: Map<string, number>, key: string, view: ClusterView, matches: (skew: number) => boolean): string | undefined {
  if (counts.size === 0) return `no node has the label ${key}`
  let homeless = 0
  for (const pod of pods) {
    const domain = pod.spec.nodeName === undefined ? undefined : view.store.get<Node>(Kind.Node, pod.spec.nodeName)?.metadata.labels?.[key]
    if (domain === undefined) homeless++
    else counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  const values = [...counts.values()]
  const skew = Math.max(...values) - Math.min(...values)
  if (homeless === 0 && matches(skew)) return undefined
  const text = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([domain, count]) => `${domain}: ${count}`)
    .join(', ')
  return `skew ${skew} (${text})${homeless === 0 ? '' : `, ${homeless} in no domain`}`
}
