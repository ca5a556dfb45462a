import type { Container, PodSpec, Volume } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'

/**
 * Whether the scheduler reads the same from both specs, found out by their parts: pods of one template share most of them, but not the
 * whole, as each has a hostname or a token volume of its own. False also when that is not plain to see.
 */
export function isReadAlike(a: PodSpec, b: PodSpec): boolean {
  return isEqual(a.tolerations, b.tolerations) && isEqual(a.affinity, b.affinity) && isEqual(a.topologySpreadConstraints, b.topologySpreadConstraints)
    && isEqual(a.nodeSelector, b.nodeSelector) && isEqual(a.overhead, b.overhead) && isEqual(a.resources, b.resources)
    && areAlike(a.containers, b.containers) && areAlike(a.initContainers, b.initContainers) && isPlain(a.volumes) && isPlain(b.volumes)
}

function areAlike(some: readonly Container[] | undefined, others: readonly Container[] | undefined): boolean {
  if (some === others) return true
  if (some?.length !== others?.length) return false
  for (let i = 0; i < some!.length; i++) if (!isAlike(some![i]!, others![i]!)) return false
  return true
}

const isAlike = (a: Container, b: Container): boolean =>
  a.image === b.image && a.name === b.name && a.restartPolicy === b.restartPolicy && isEqual(a.resources, b.resources) && isEqual(a.ports, b.ports)

/** No volume of a kind that ties pods to nodes. */
function isPlain(volumes: readonly Volume[] | undefined): boolean {
  if (volumes === undefined) return true
  for (const { projected, configMap, secret, emptyDir } of volumes) if (projected === undefined && configMap === undefined && secret === undefined && emptyDir === undefined) return false
  return true
}
