import { fail, invalid, type Result } from '../api/errors.js'
import type { Container, Json, KubeObject, Pod } from '../api/types.js'
import { validateEphemeralContainersUpdate, validatePodResize } from '../api/validation/pod-subresources.js'
import { updateObject } from '../apiserver/update.js'
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
  return causes.length > 0 ? fail(invalid('Pod', current.metadata.name, causes)) : updateObject(context, pod)
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
