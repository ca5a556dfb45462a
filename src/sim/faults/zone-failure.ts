import type { Json, Node } from '../api/types.js'
import { isNodeUnder } from '../conditions.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { beginOnNodes, parseNodes } from './node-victims.js'
import { draw } from './victims.js'
import { fieldsOf, isFields, listed, matchesName } from './words.js'

interface ZoneRequest {
  readonly zone: string | undefined
  readonly any: number | undefined
  /** The zone of the node that runs this pod. */
  readonly of: string | undefined
}

const name = 'zone-failure'
const zoneLabel = 'topology.kubernetes.io/zone'

function parse(params: Json): Wanted<ZoneRequest> {
  if (typeof params === 'string') return wanted({ zone: params, any: undefined, of: undefined })
  const fields = fieldsOf(name, params, ['zone', 'name', 'any', 'of'])
  if (!fields.ok) return fields
  const { zone, name: named, any, of } = isFields(params) ? params : {}
  const request = { zone: (zone ?? named) as string | undefined, any: any as number | undefined, of: of as string | undefined }
  if (request.zone === undefined && request.any === undefined && request.of === undefined) return problem(`\`${name}\` needs a zone: its name, \`{ of: pod/… }\` or \`{ any: 1 }\``)
  if (request.zone !== undefined && typeof request.zone !== 'string') return problem(`\`zone\` of \`${name}\` must be a text, got ${JSON.stringify(zone ?? named)}`)
  if (request.any !== undefined && !(Number.isInteger(request.any) && request.any >= 1)) return problem(`\`any\` of \`${name}\` must be a whole number from 1, got ${JSON.stringify(any)}`)
  if (request.of === undefined) return wanted(request)
  const checked = parseNodes(name)({ of: request.of })
  return checked.ok ? wanted(request) : checked
}

export const zoneFailure: Fault<ZoneRequest> = defineFault<ZoneRequest>({
  name,
  summary: 'Every node of a zone (topology.kubernetes.io/zone) loses its power.',
  parse,
  begin(scope, { zone, any, of }) {
    const nodes = [...scope.cluster.store.list<Node>('Node')]
    const home = of === undefined ? undefined : beginOnNodes(name, scope, { names: undefined, select: undefined, any: undefined, of })
    if (home?.ok === false) return home
    const homes = home?.value['nodes'] as readonly string[] | undefined
    const zones = [...new Set(nodes.filter(({ metadata }) => homes?.includes(metadata.name) !== false).map(({ metadata }) => metadata.labels?.[zoneLabel]).filter((label) => label !== undefined))]
    const meant = zones.filter((label) => zone === undefined || matchesName(zone, label))
    const victims = any === undefined ? meant : draw(scope.cluster, meant, any)
    if (victims.length === 0) return problem(zones.length === 0 ? `no node has the label \`${zoneLabel}\`; give the nodes \`zones\`` : `no node is in zone \`${zone}\`; there are ${listed(zones)}`)
    const dark = nodes.filter(({ metadata }) => victims.includes(metadata.labels?.[zoneLabel] ?? '')).map(({ metadata }) => metadata.name)
    const twice = dark.find((node) => isNodeUnder(scope.cluster.conditions, name, node))
    return twice === undefined ? wanted({ zones: victims, nodes: dark }) : problem(`node \`${twice}\` is under \`${name}\` already; \`heal\` it first`)
  },
})
