import { exactQuantity } from '../../api/quantity.js'
import type { Container, Pod, ResourceList } from '../../api/types.js'
import { done, failed, type Outcome } from './outcome.js'

/** Thousandths of a quantity, rounded up as `Quantity.MilliValue` does. */
export function milliValue(quantity: string | number): bigint {
  const { mantissa, scale } = exactQuantity(quantity)
  if (scale >= -3) return mantissa * 10n ** BigInt(scale + 3)
  const divisor = 10n ** BigInt(-3 - scale)
  const whole = mantissa / divisor
  return whole * divisor === mantissa || mantissa < 0n ? whole : whole + 1n
}

/** What each pod requests of a resource, in thousandths; an error as soon as one pod says nothing (calculateRequests, 1.36). */
export function requestsOf(pods: readonly Pod[], resource: string, container: string | undefined): Outcome<ReadonlyMap<string, bigint>> {
  const requests = new Map<string, bigint>()
  for (const pod of pods) {
    const request = container === undefined && isPodLevel(pod) ? podLevelRequest(pod, resource) : containersRequest(pod, resource, container)
    if (!request.ok) return request
    requests.set(pod.metadata.name, request.value)
  }
  return done(requests)
}

const podLevelResources = ['cpu', 'memory'] as const
const isPodLevel = ({ spec }: Pod): boolean => podLevelResources.some((name) => spec.resources?.requests?.[name] !== undefined)

/** What the pod as a whole does not say is the sum of its containers (component-helpers PodRequests, 1.36). */
function podLevelRequest(pod: Pod, resource: string): Outcome<bigint> {
  const own = pod.spec.resources?.requests?.[resource]
  if (own !== undefined) return done(milliValue(own))
  const given = counted(pod).map((one) => requestOf(one)?.[resource]).filter((quantity) => quantity !== undefined)
  if (given.length === 0) return failed(`missing pod-level request for ${resource} in Pod ${pod.metadata.name}`)
  return done(given.reduce((sum, quantity) => sum + milliValue(quantity), 0n))
}

/** Containers and sidecars. */
const counted = ({ spec }: Pod): readonly Container[] => {
  const sidecars = spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? []
  return sidecars.length === 0 ? spec.containers : [...spec.containers, ...sidecars]
}

const requestOf = (container: Container): ResourceList | undefined => container.resources?.requests

function containersRequest(pod: Pod, resource: string, name: string | undefined): Outcome<bigint> {
  let sum = 0n
  for (const container of counted(pod)) {
    if (name !== undefined && container.name !== name) continue
    const quantity = requestOf(container)?.[resource]
    if (quantity === undefined) return failed(`missing request for ${resource} in container ${container.name} of Pod ${pod.metadata.name}`)
    sum += milliValue(quantity)
    if (name !== undefined) return done(sum)
  }
  return name === undefined ? done(sum) : failed(`container ${name} not found in Pod ${pod.metadata.name}`)
}
