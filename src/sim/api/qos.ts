import type { Container, PodSpec, ResourceList } from './types.js'

const computed = ['cpu', 'memory'] as const
const isZero = (quantity: string | undefined): boolean => quantity === undefined || /^[+-]?0*(\.0*)?[a-zA-Z]*$/.test(quantity)

/** Guaranteed, Burstable or BestEffort (pkg/apis/core/v1/helper/qos ComputePodQOS, 1.36), pod-level resources included. */
export function qosClass(spec: PodSpec): string {
  const containers: readonly Pick<Container, 'resources'>[] = spec.resources === undefined ? [...spec.containers, ...(spec.initContainers ?? [])] : [spec]
  let hasAny = false
  let isGuaranteed = true
  for (const { resources } of containers) {
    hasAny ||= computed.some((name) => !isZero(resources?.requests?.[name]) || !isZero(resources?.limits?.[name]))
    isGuaranteed &&= computed.every((name) => isPinned(name, resources?.requests, resources?.limits))
  }
  return !hasAny ? 'BestEffort' : isGuaranteed ? 'Guaranteed' : 'Burstable'
}

const isPinned = (name: string, requests: ResourceList | undefined, limits: ResourceList | undefined): boolean =>
  !isZero(limits?.[name]) && (requests?.[name] === undefined || requests[name] === limits?.[name])
