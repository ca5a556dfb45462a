import { lastingContainers } from '../api/pod-ports.js'
import type { PodSpec } from '../api/types.js'

/** A port of the node that a pod occupies. */
export interface HostPort {
  /** `TCP/80`. */
  readonly port: string
  readonly ip: string
}

/** Host ports of containers and sidecars; an empty address means all of them (scheduler/util GetHostPorts, 1.36). */
export function hostPortsOf(spec: PodSpec): readonly HostPort[] {
  return lastingContainers({ spec }).flatMap(({ ports = [] }) => ports.flatMap(({ hostPort = 0, hostIP = '', protocol = 'TCP' }) =>
    (hostPort > 0 ? [{ port: `${protocol === '' ? 'TCP' : protocol}/${hostPort}`, ip: hostIP === '' ? anyAddress : hostIP }] : [])))
}

const anyAddress = '0.0.0.0'

/** Used ports: `TCP/80` -> addresses, one for each user. */
export type UsedPorts = ReadonlyMap<string, readonly string[]>

/** Whether a wanted port is taken: the same address, or all addresses on either side (framework HostPortInfo.CheckConflict, 1.36). */
export function conflicts(wanted: readonly HostPort[], used: UsedPorts): boolean {
  if (used.size === 0) return false
  return wanted.some(({ port, ip }) => used.get(port)?.some((other) => other === ip || other === anyAddress || ip === anyAddress) === true)
}

export function occupy(used: Map<string, readonly string[]>, ports: readonly HostPort[]): void {
  for (const { port, ip } of ports) used.set(port, [...(used.get(port) ?? []), ip])
}

export function release(used: Map<string, readonly string[]>, ports: readonly HostPort[]): void {
  for (const { port, ip } of ports) {
    const left = [...(used.get(port) ?? [])]
    const at = left.indexOf(ip)
    if (at >= 0) left.splice(at, 1)
    if (left.length === 0) used.delete(port)
    else used.set(port, left)
  }
}
