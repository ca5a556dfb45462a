import { describe, expect, it } from 'vitest'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import type { Container, Node, PodSpec } from '../../../src/sim/api/types.js'
import { at, bind, eventTexts, newRoom, podOf, remove } from './kubelet-room.js'

const needs = (requests: Readonly<Record<string, string>>): Partial<Container> => ({ resources: { requests } })
const port = (hostPort: number, more: object = {}): Partial<Container> => ({ ports: [{ containerPort: 80, hostPort, protocol: 'TCP', ...more }] })

function admitted(first: Partial<Container>, second: Partial<Container>, spec: Partial<PodSpec> = {}): string {
  const room = newRoom()
  bind(room, 'first', [first])
  at(room, 5)
  bind(room, 'second', [second], spec)
  at(room, 10)
  const { phase, reason, message } = podOf(room, 'second')!.status
  return [phase, reason, message].filter((text) => text !== undefined).join(' | ')
}

describe('admission of pods that are bound past the scheduler', () => {
  it.each<readonly [string, Partial<Container>, Partial<Container>, Partial<PodSpec>, string]>([
    ['room for both', needs({ cpu: '32' }), needs({ cpu: '32' }), {}, 'Running'],
    ['too little cpu', needs({ cpu: '40' }), needs({ cpu: '30' }), {}, "Failed | OutOfcpu | Pod was rejected: Node didn't have enough resource: cpu, requested: 30000, used: 40000, capacity: 64000"],
    ['too little memory', {}, needs({ memory: '300Gi' }), {}, "Failed | OutOfmemory | Pod was rejected: Node didn't have enough resource: memory, requested: 322122547200, used: 0, capacity: 274877906944"],
    ['an extended resource that nobody knows', {}, needs({ 'example.com/gpu': '1' }), {}, 'Running'],
    ['another node', {}, {}, { nodeSelector: { disk: 'ssd' } }, "Failed | NodeAffinity | Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"],
    ['a port in use', port(8080), port(8080), {}, "Failed | NodePorts | Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
    ['another port', port(8080), port(8081), {}, 'Running'],
    ['another protocol', port(8080), port(8080, { protocol: 'UDP' }), {}, 'Running'],
    ['the same port of another address', port(8080, { hostIP: '10.0.0.1' }), port(8080, { hostIP: '10.0.0.2' }), {}, 'Running'],
    ['the same port of all addresses', port(8080, { hostIP: '10.0.0.1' }), port(8080), {}, "Failed | NodePorts | Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
    ['another operating system', {}, {}, { os: { name: 'windows' } } as never, "Failed | PodOSNotSupported | Pod was rejected: Failed to admit pod as the OS field doesn't match node OS"],
    ['a sysctl that is safe', {}, {}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }, { name: 'kernel/shm_rmid_forced', value: '1' }] } }, 'Running'],
    ['a sysctl that is not', {}, {}, { securityContext: { sysctls: [{ name: 'net/core/somaxconn', value: '1024' }] } }, 'Failed | SysctlForbidden | Pod was rejected: forbidden sysctl: "net.core.somaxconn" not allowlisted'],
    ['a sysctl of the host\'s network', {}, {}, { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } }, 'Failed | SysctlForbidden | Pod was rejected: forbidden sysctl: "net.ipv4.tcp_rmem" not allowed with host Net enabled'],
    ['a sysctl of the host\'s IPC', {}, {}, { hostIPC: true, securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] } }, 'Failed | SysctlForbidden | Pod was rejected: forbidden sysctl: "kernel.shm_rmid_forced" not allowed with host IPC enabled'],
  ])('%s', (_, first, second, spec, expected) => expect(admitted(first, second, spec)).toBe(expected))

  it('tells a rejection in an event, and leaves conditions and containers out', () => {
    const room = newRoom()
    bind(room, 'p', [needs({ cpu: '65' })])
    at(room, 1)
    expect(eventTexts(room)).toEqual(["Warning OutOfcpu p x1: Node didn't have enough resource: cpu, requested: 65000, used: 0, capacity: 64000"])
    expect(podOf(room, 'p')?.status).not.toHaveProperty('containerStatuses')
    expect(podOf(room, 'p')?.status).toMatchObject({ startTime: '2026-01-01T00:00:00Z', qosClass: 'Burstable' })
  })

  it('gives back what a pod held when its containers have ended', () => {
    const room = newRoom()
    bind(room, 'first', [needs({ cpu: '40' })])
    at(room, 5)
    remove(room, 'first')
    at(room, 5.5)
    bind(room, 'early', [needs({ cpu: '40' })])
    at(room, 10)
    bind(room, 'late', [needs({ cpu: '40' })])
    at(room, 20)
    expect([podOf(room, 'early')?.status.phase, podOf(room, 'late')?.status.phase]).toEqual(['Failed', 'Running'])
  })

  it('minds NoExecute taints alone', () => {
    for (const [effect, phase] of [['NoSchedule', 'Running'], ['NoExecute', 'Failed']] as const) {
      const room = newRoom()
      const node = room.store.get<Node>('Node', 'worker-0')!
      updateObject(scenarioContext(room, 1), { ...node, spec: { ...node.spec, taints: [{ key: 'k', effect }] } })
      bind(room, 'p', [{}])
      bind(room, 'tolerant', [{}], { tolerations: [{ key: 'k', operator: 'Exists' }] })
      at(room, 5)
      expect([podOf(room, 'p')?.status.phase, podOf(room, 'tolerant')?.status.phase]).toEqual([phase, 'Running'])
    }
  })

  it('holds init containers against main containers: the greater counts', () => {
    const room = newRoom()
    bind(room, 'p', [needs({ cpu: '10' })], { initContainers: [{ name: 'i', image: 'init', ...needs({ cpu: '60' }) }] as never })
    bind(room, 'q', [needs({ cpu: '5' })])
    at(room, 2)
    expect(podOf(room, 'q')?.status.message).toBe("Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 60000, capacity: 64000")
  })
})
