import type { Json } from '../api/types.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'
import { isFields } from './words.js'

interface PressureRequest extends NodeRequest {
  readonly resource: Resource
}

const name = 'node-pressure'
const resources = ['memory', 'disk', 'pid'] as const
type Resource = (typeof resources)[number]

/** `{ node: worker-1, memory: true }`; `{ node: worker-1, memory }` is the same in YAML, where the value is then null. */
function parse(params: Json): Wanted<PressureRequest> {
  if (!isFields(params)) return problem(`\`${name}\` takes a node and what is short: \`{ node: worker-1, memory: true }\`, got ${JSON.stringify(params)}`)
  const short = resources.filter((resource) => params[resource] === true || params[resource] === null)
  const wrong = resources.find((resource) => params[resource] !== undefined && params[resource] !== null && typeof params[resource] !== 'boolean')
  if (wrong !== undefined) return problem(`\`${wrong}\` of \`${name}\` is either short or not: write \`${wrong}: true\``)
  if (short.length !== 1) return problem(`\`${name}\` needs one of \`memory\`, \`disk\` and \`pid\`; several at once are several faults`)
  const nodes = parseNodes(name)(Object.fromEntries(Object.entries(params).filter(([key]) => !(resources as readonly string[]).includes(key))))
  return nodes.ok ? wanted({ ...nodes.value, resource: short[0]! }) : nodes
}

/** A node may lack several resources at once, each by a fault of its own. */
export const nodePressure: Fault<PressureRequest> = defineFault<PressureRequest>({
  name,
  summary: 'The node runs short of memory, disk or pids: the kubelet says so, evicts pods one by one, and takes no new ones that it would evict.',
  parse,
  begin(scope, { resource, ...request }) {
    const others = scope.cluster.conditions.filter((active) => active.fault !== name || active.params['resource'] === resource)
    const begun = beginOnNodes(name, { ...scope, cluster: { ...scope.cluster, conditions: others } }, request)
    return begun.ok ? wanted({ ...begun.value, resource }) : begun
  },
})
