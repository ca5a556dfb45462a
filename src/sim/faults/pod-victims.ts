import { resolveResource } from '../api/kinds/registry.js'
import type { Json, JsonObject, KubeObject, Pod } from '../api/types.js'
import { controllerOf, kindIdOf } from '../store/keys.js'
import { problem, wanted, type FaultScope, type Wanted } from './define.js'
import { choose, missingName, parseFields, parseText, type VictimRequest } from './victims.js'
import { fieldsOf, isFields, listed, matchesName, textOf } from './words.js'

export interface PodRequest extends VictimRequest {
  readonly namespace: string | undefined
  readonly node: string | undefined
  /** `deployment/web`: pods that this workload made. */
  readonly owner: string | undefined
}

const prefixes = ['pod', 'pods', 'po']
export const podKeys = ['name', 'pod', 'select', 'namespace', 'owner', 'node', 'any'] as const

/** `web-0`, `pod/web-0`, `other:pod/web-0`, `web-*`, `app=web`, `{ select, name, namespace, owner, node, any }`. */
export function parsePods(fault: string, params: Json, moreKeys: readonly string[] = []): Wanted<PodRequest> {
  const where = { namespace: namespaceIn(params), node: undefined, owner: undefined }
  const text = parseText(fault, withoutNamespace(params), prefixes)
  if (text !== undefined) return text.ok ? wanted({ ...text.value, ...where }) : text
  const fields = fieldsOf(fault, params, [...podKeys, ...moreKeys])
  return fields.ok ? parsePodFields(fault, fields.value) : fields
}

function parsePodFields(fault: string, fields: JsonObject): Wanted<PodRequest> {
  if (!podKeys.some((key) => key !== 'namespace' && fields[key] !== undefined)) return problem(`\`${fault}\` needs a victim: ${listed(podKeys.filter((key) => key !== 'namespace'))}`)
  if (isFields(fields['pod'])) return parsePods(fault, { ...fields['pod'], ...Object.fromEntries(Object.entries(fields).filter(([key]) => key !== 'pod' && (podKeys as readonly string[]).includes(key))) })
  const named = fields['name'] ?? fields['pod'] ?? null
  const victims = parseFields(fault, { ...fields, ...(fields['pod'] === undefined ? {} : { pod: withoutNamespace(fields['pod']) }) }, ['name', 'pod'], prefixes)
  if (!victims.ok) return victims
  const [namespace, node, owner] = [textOf(fault, fields, 'namespace'), textOf(fault, fields, 'node'), textOf(fault, fields, 'owner')]
  if (!namespace.ok) return namespace
  if (!node.ok) return node
  if (!owner.ok) return owner
  const kind = owner.value === undefined ? undefined : resolveResource(owner.value.split('/')[0]!)
  if (owner.value !== undefined && (kind === undefined || !owner.value.includes('/'))) return problem(`\`owner\` of \`${fault}\` must be a reference such as deployment/web, got \`${owner.value}\``)
  return wanted({ ...victims.value, namespace: namespace.value ?? namespaceIn(named), node: node.value, owner: kind === undefined ? undefined : `${kind.id}/${owner.value!.split('/')[1]}` })
}

const namespaceIn = (value: Json): string | undefined => (typeof value === 'string' && /^[a-z0-9-]+:/.test(value) ? value.slice(0, value.indexOf(':')) : undefined)
const withoutNamespace = (value: Json): Json => (namespaceIn(value) === undefined ? value : (value as string).slice((value as string).indexOf(':') + 1))

/** The pods that are meant, as `[{ namespace, name, uid }]`: bound, neither finished nor on their way out unless named. */
export function beginOnPods(fault: string, scope: FaultScope, request: PodRequest): Wanted<JsonObject> {
  const { cluster } = scope
  const namespace = request.namespace ?? scope.namespace
  const all = cluster.store.inNamespace<Pod>('Pod', namespace)
  const missing = missingName(request, all.map(({ metadata }) => metadata.name))
  if (missing !== undefined) return problem(`there is no pod \`${missing}\` in namespace \`${namespace}\``)
  const candidates = all.filter((pod) => isAlive(pod) && (request.node === undefined || matchesName(request.node, pod.spec.nodeName ?? '')) && isOwnedBy(scope, pod, request.owner))
  const victims = choose(cluster, candidates, request)
  if (victims.length === 0) return problem(`\`${fault}\` meets no pod that runs in namespace \`${namespace}\``)
  return wanted({ pods: victims.map(({ metadata }) => ({ namespace, name: metadata.name, uid: metadata.uid })) })
}

const isAlive = ({ spec, status }: Pod): boolean => spec.nodeName !== undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed'

/** Whether the workload made the pod, directly or through a ReplicaSet or Job. */
function isOwnedBy({ cluster }: FaultScope, pod: Pod, owner: string | undefined): boolean {
  if (owner === undefined) return true
  for (let object: KubeObject | undefined = pod; object !== undefined;) {
    const controller = controllerOf(object)
    if (controller === undefined) return false
    if (`${kindIdOf(controller)}/${controller.name}` === owner) return true
    object = cluster.store.get(kindIdOf(controller), `${pod.metadata.namespace}/${controller.name}`)
  }
  return false
}
