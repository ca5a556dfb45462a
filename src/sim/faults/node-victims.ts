import type { Json, JsonObject, Node, Pod } from '../api/types.js'
import { isNodeUnder } from '../conditions.js'
import type { Cluster } from '../state.js'
import { problem, wanted, type FaultScope, type Wanted } from './define.js'
import { choose, missingName, parseFields, parseText, type VictimRequest } from './victims.js'
import { fieldsOf, listed, textOf } from './words.js'

export interface NodeRequest extends VictimRequest {
  /** The node that runs this pod. */
  readonly of: string | undefined
}

const prefixes = ['node', 'nodes', 'no']

/** `worker-1`, `worker-*`, `disk=ssd`, `[worker-0, worker-1]`, `{ of: pod/web-0 }`, `{ any: 1 }`, `{ select, any }`. */
export const parseNodes = (fault: string) => (params: Json): Wanted<NodeRequest> => {
  const text = parseText(fault, params, prefixes)
  if (text !== undefined) return text.ok ? wanted({ ...text.value, of: undefined }) : text
  const fields = fieldsOf(fault, params, ['name', 'node', 'select', 'of', 'any'])
  if (!fields.ok) return fields
  if (Object.keys(fields.value).length === 0) return problem(`\`${fault}\` needs a victim: a name, a selector, \`{ of: pod/… }\` or \`{ any: 1 }\``)
  const victims = parseFields(fault, fields.value, ['name', 'node'], prefixes)
  const of = textOf(fault, fields.value, 'of')
  if (!victims.ok) return victims
  return of.ok ? wanted({ ...victims.value, of: of.value }) : of
}

/** The nodes that are meant, as the condition's params; those that are under the same fault already are not drawn. */
export function beginOnNodes(fault: string, { cluster, namespace }: FaultScope, request: NodeRequest): Wanted<JsonObject> {
  const nodes = [...cluster.store.list<Node>('Node'), ...unregistered(cluster, fault, request)]
  const names = nodes.map(({ metadata }) => metadata.name)
  const missing = missingName(request, names)
  if (missing !== undefined) return problem(`no node is named \`${missing}\`; there are ${listed(names)}`)
  const home = request.of === undefined ? undefined : nodeOf({ cluster, namespace }, request.of)
  if (home?.ok === false) return home
  const candidates = nodes.filter(({ metadata: { name } }) => (home === undefined || home.value === name) && (request.any === undefined || !isNodeUnder(cluster.conditions, fault, name)))
  const victims = choose(cluster, candidates, request).map(({ metadata }) => metadata.name)
  if (victims.length === 0) return problem(`\`${fault}\` meets no node; there are ${listed(names)}`)
  const twice = victims.find((name) => isNodeUnder(cluster.conditions, fault, name))
  return twice === undefined ? wanted({ nodes: victims }) : problem(`node \`${twice}\` is under \`${fault}\` already; \`heal\` it first`)
}

/** Machines whose Node object was deleted: by their names their power and their links are there to be changed all the same. */
const unregistered = ({ options, store }: Cluster, fault: string, { names = [] }: NodeRequest): readonly Node[] =>
  (!machineFaults.has(fault) ? [] : options.nodes.filter(({ name }) => names.includes(name) && store.get('Node', name) === undefined)
    .map(({ name, labels }) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, uid: '', resourceVersion: '', creationTimestamp: '', labels }, spec: {}, status: {} })))
const machineFaults: ReadonlySet<string> = new Set(['node-failure', 'node-partition', 'node-reboot'])

/** The node of `pod/web-0` or `other:pod/web-0`. */
function nodeOf({ cluster, namespace }: FaultScope, reference: string): Wanted<string> {
  const [home, path] = reference.includes(':') ? (reference.split(':', 2) as [string, string]) : [namespace, reference]
  const name = path.replace(/^(pods?|po)\//, '')
  const pod = cluster.store.get<Pod>('Pod', `${home}/${name}`)
  if (pod === undefined) return problem(`\`of: ${reference}\`: there is no pod \`${name}\` in namespace \`${home}\``)
  return pod.spec.nodeName === undefined ? problem(`\`of: ${reference}\`: the pod runs on no node yet`) : wanted(pod.spec.nodeName)
}
