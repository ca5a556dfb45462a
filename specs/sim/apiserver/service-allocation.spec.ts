import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressBands, numberAt, portBands } from '../../../src/sim/apiserver/service-bands.js'
import { createObject } from '../../../src/sim/apiserver/create.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Service, ServicePort } from '../../../src/sim/api/types.js'
import { apply, fullCluster, kubectl } from '../controllers/full-cluster.js'

const nodePorts = portBands(30_000, 32_767)

describe('bands', () => {
  it.each([
    ['a /28', addressBands(1, 14), 0, 1],
    ['a /24', addressBands(1, 254), 16, 17],
    ['a /16', addressBands(1, 65_534), 256, 257],
    ['node ports', nodePorts, 86, 30_086],
    ['16 ports', portBands(100, 115), 0, 100],
    ['many ports', portBands(1_000, 60_000), 128, 1_128],
  ])('of %s', (_what, bands, kept, first) => {
    expect(bands.kept).toBe(kept)
    expect(numberAt(bands, 1)).toBe(first)
  })

  it('come round to every number, those that are kept last', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
      const bands = portBands(1, size)
      const numbers = Array.from({ length: size }, (_, index) => numberAt(bands, index + 1))
      expect(new Set(numbers).size).toBe(size)
      expect(numbers.slice(size - bands.kept).every((number) => number <= bands.kept)).toBe(true)
      expect(numberAt(bands, size + 1)).toBe(numbers[0])
    }))
  })
})

const service = (name: string, ports: readonly Partial<ServicePort>[], spec: Partial<Service['spec']> = {}): Parameters<typeof apply>[1] =>
  ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { type: 'NodePort', selector: { app: name }, ports: ports.map((port) => ({ port: 80, protocol: 'TCP', ...port })), ...spec } })

function refusal(cluster: Cluster, ...manifest: Parameters<typeof service>): string {
  const { metadata, ...rest } = service(...manifest)
  const created = createObject(kubectl(cluster), { ...rest, metadata: { ...metadata, namespace: 'default' } } as never)
  return created.ok ? 'created' : created.error.message
}

describe('a Service', () => {
  it('gets its address and node port above what is kept for those who ask', () => {
    const cluster = fullCluster()
    expect(cluster.store.get<Service>('Service', 'default/kubernetes')?.spec.clusterIP).toBe('10.96.0.1')
    const { spec } = apply<Service>(cluster, service('a', [{}]))
    expect([spec.clusterIP, spec.ports?.[0]?.nodePort]).toEqual(['10.96.1.1', 30_086])
    const asked = apply<Service>(cluster, service('b', [{ nodePort: 30_087 }], { clusterIP: '10.96.1.2', clusterIPs: ['10.96.1.2'] })).spec
    expect([asked.clusterIP, asked.ports?.[0]?.nodePort]).toEqual(['10.96.1.2', 30_087])
    const next = apply<Service>(cluster, service('c', [{}])).spec
    expect([next.clusterIP, next.ports?.[0]?.nodePort]).toEqual(['10.96.1.3', 30_088])
  })

  it('has one node port for one number of several protocols', () => {
    const cluster = fullCluster()
    const portsOf = (name: string, ports: readonly Partial<ServicePort>[]): readonly (number | undefined)[] =>
      apply<Service>(cluster, service(name, ports)).spec.ports!.map(({ nodePort }) => nodePort)
    expect(portsOf('dns', [{ name: 'tcp', port: 53 }, { name: 'udp', port: 53, protocol: 'UDP' }, { name: 'web', port: 80 }])).toEqual([30_086, 30_086, 30_087])
    expect(portsOf('asked', [{ name: 'udp', port: 53, protocol: 'UDP' }, { name: 'tcp', port: 53, nodePort: 30_053 }])).toEqual([30_053, 30_053])
  })

  it.each<readonly [string, Parameters<typeof service>[1], Partial<Service['spec']>, string]>([
    ['a port that another has', [{ nodePort: 30_500 }], {}, 'spec.ports[0].nodePort: Invalid value: 30500: provided port is already allocated'],
    ['a port for two numbers', [{ name: 'a', port: 1, nodePort: 30_600 }, { name: 'b', port: 2, protocol: 'UDP', nodePort: 30_600 }], {}, 'spec.ports[1].nodePort: Invalid value: 30600: provided port is already allocated'],
    ['a port out of range', [{ nodePort: 80 }, { nodePort: 81 }], {}, 'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767'],
    ['an address that another has', [{}], { clusterIP: '10.96.0.1' }, 'spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated'],
    ['an address of another network', [{}], { clusterIP: '10.97.0.1' }, 'spec.clusterIPs: Invalid value: ["10.97.0.1"]: failed to allocate IP 10.97.0.1: the provided network does not match the current range'],
    ['the address of the network', [{}], { clusterIP: '10.96.0.0' }, 'spec.clusterIPs: Invalid value: ["10.96.0.0"]: failed to allocate IP 10.96.0.0: the provided network does not match the current range'],
  ])('does not get %s', (_what, ports, spec, why) => {
    const cluster = fullCluster()
    apply(cluster, service('first', [{ nodePort: 30_500 }]))
    expect(refusal(cluster, 'second', ports, spec)).toBe(`Service "second" is invalid: ${why}`)
  })
})
