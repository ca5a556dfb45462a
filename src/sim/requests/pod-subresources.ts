import { totals } from '../api/admission/limit-constraints.js'
import { fail, forbidden, invalid, ok, type Result } from '../api/errors.js'
import { cpuMillis, quantityValue } from '../api/quantity.js'
import type { Container, Json, KubeObject, Node, Pod } from '../api/types.js'
import { validateEphemeralContainersUpdate, validatePodResize } from '../api/validation/pod-subresources.js'
import { hasPolicies, reviewByPolicies } from '../apiserver/admission.js'
import { isEqual, updateObject } from '../apiserver/update.js'
import { decodeRequest, type Context } from './request.js'

/** Subresources of pods that take a part of the spec. */
export type PodSubresource = 'ephemeralcontainers' | 'resize'

/**
 * Writes one part of a pod's spec, as the subresources `ephemeralcontainers` and `resize` do (registry/core/pod strategy.go
 * podEphemeralContainersStrategy, podResizeStrategy, 1.36): whatever else differs is left out silently.
 */
export function updatePodPart(context: Context, current: Pod, next: Json, part: PodSubresource): Result<KubeObject> {
  const decoded = decodeRequest(context, next, current.metadata.namespace ?? '')
  if (!decoded.ok) return decoded
  const wanted = decoded.value.object as Pod
  const pod = part === 'resize' ? resized(current, wanted) : withEphemeral(current, wanted)
  const causes = part === 'resize' ? validatePodResize(pod, current) : validateEphemeralContainersUpdate(pod, current)
  if (causes.length > 0) return fail(invalid('Pod', current.metadata.name, causes))
  const lack = part === 'resize' && !isEqual(pod.spec, current.spec) ? nodeLacks(context, pod) : undefined
  if (lack !== undefined) return fail(forbidden('pods', pod.metadata.name, lack))
  const reviewed = hasPolicies(context.store) ? reviewByPolicies(context, 'Pod', pod, current, part) : ok(pod)
  return reviewed.ok ? updateObject(context, reviewed.value) : reviewed
}

/** Why the node can never give a pod what it asks for (admission plug-in PodResize, plugin/pkg/admission/podresize, 1.36). */
function nodeLacks({ store }: Context, { spec }: Pod): string | undefined {
  if (spec.nodeName === undefined || spec.nodeName === '') return undefined
  const node = store.get<Node>('Node', spec.nodeName)
  if (node === undefined) return `node ${JSON.stringify(spec.nodeName)} not found`
  const os = node.metadata.labels?.['kubernetes.io/os']
  if (os !== undefined && os !== 'linux') return `pod resize is only supported on linux nodes, node ${JSON.stringify(spec.nodeName)} is ${JSON.stringify(os)}`
  const requests = totals(spec, 'requests')
  const { allocatable = {} } = node.status
  const lacks = (['cpu', 'memory'] as const).flatMap((name) => {
    const of = name === 'cpu' ? cpuMillis : quantityValue
    const [requested, available] = [of(requests[name] ?? '0'), of(allocatable[name] ?? '0')]
    return requested > available ? [`${name}, requested: ${requested}, allocatable: ${available}`] : []
  })
  return lacks.length === 0 ? undefined : `node didn't have enough allocatable resources: ${lacks.join('; ')}`
}

function withEphemeral(current: Pod, { spec }: Pod): Pod {
  const { ephemeralContainers = [] } = spec
  return ephemeralContainers.length === 0 && current.spec.ephemeralContainers === undefined ? current : { ...current, spec: { ...current.spec, ephemeralContainers } }
}

/** Containers that were added or renamed stay in, for the validation to refuse. */
function resized(current: Pod, wanted: Pod): Pod {
  const { spec } = current
  const containers = withResources(wanted.spec.containers, spec.containers)
  const inits = withResources(wanted.spec.initContainers ?? [], spec.initContainers ?? [])
  const { resources } = wanted.spec
  return { ...current, spec: { ...spec, containers, ...(inits.length === 0 ? {} : { initContainers: inits }), ...(resources === undefined ? {} : { resources }) } }
}

function withResources(wanted: readonly Container[], old: readonly Container[]): readonly Container[] {
  if (wanted.length !== old.length || wanted.some(({ name }, i) => name !== old[i]?.name)) return wanted
  return old.map((container, i) => {
    const { resources, resizePolicy } = wanted[i]!
    return { ...container, ...(resources === undefined ? {} : { resources }), ...(resizePolicy === undefined ? {} : { resizePolicy }) }
  })
}

/** Whether a kind's subresource is one of these. */
export const isPodPart = (kind: string, subresource: string | undefined): subresource is PodSubresource =>
  kind === 'Pod' && (subresource === 'ephemeralcontainers' || subresource === 'resize')
