import type { Container, Pod } from './types.js'

/** Containers that go on beside the others: the regular ones, then sidecars. */
export const lastingContainers = ({ spec }: Pick<Pod, 'spec'>): readonly Container[] => [...spec.containers, ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')]

/** The number of a port that a container of the pod gives that name (component-helpers FindPort, 1.36). */
export function portNumbered(pod: Pod, name: string, protocol: string): number | undefined {
  for (const { ports = [] } of lastingContainers(pod)) for (const port of ports) if (port.name === name && (port.protocol ?? 'TCP') === protocol) return port.containerPort
  return undefined
}
