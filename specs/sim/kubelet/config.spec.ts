import { describe, expect, it } from 'vitest'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import type { Container, PodSpec } from '../../../src/sim/api/types.js'
import { at, bind, eventTexts, eventTimes, newRoom, podOf } from './kubelet-room.js'

const create = (room: ReturnType<typeof newRoom>, kind: 'ConfigMap' | 'Secret', name: string, data: Readonly<Record<string, string>> = {}): void =>
  void createObject(scenarioContext(room, 1), { apiVersion: 'v1', kind, metadata: { name, namespace: 'default' }, data } as never)
const env = (valueFrom: object): Partial<Container> => ({ env: [{ name: 'A', valueFrom }] }) as never
const envFrom = (source: object): Partial<Container> => ({ envFrom: [source] }) as never

describe('configuration of the environment', () => {
  it.each<readonly [string, Partial<Container>, string]>([
    ['a ConfigMap key', env({ configMapKeyRef: { name: 'cm', key: 'k' } }), 'configmap "cm" not found'],
    ['a Secret key', env({ secretKeyRef: { name: 's', key: 'k' } }), 'secret "s" not found'],
    ['a key that is missing', env({ configMapKeyRef: { name: 'there', key: 'k' } }), 'couldn\'t find key k in ConfigMap default/there'],
    ['a Secret key that is missing', env({ secretKeyRef: { name: 'there', key: 'k' } }), 'couldn\'t find key k in Secret default/there'],
    ['a whole ConfigMap', envFrom({ configMapRef: { name: 'cm' } }), 'configmap "cm" not found'],
    ['a whole Secret', envFrom({ secretRef: { name: 's' } }), 'secret "s" not found'],
  ])('waits for %s', (_, container, message) => {
    const room = newRoom()
    create(room, 'ConfigMap', 'there', { a: '1' })
    create(room, 'Secret', 'there', { a: 'MQ==' })
    bind(room, 'p', [container])
    at(room, 30)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'CreateContainerConfigError', message })
    expect(eventTexts(room).filter((text) => text.startsWith('Warning'))).toEqual([expect.stringMatching(new RegExp(`^Warning Failed p x\\d+: Error: ${message}$`))])
  })

  it.each<readonly [string, Partial<Container>]>([
    ['key', env({ secretKeyRef: { name: 's', key: 'k', optional: true } })], ['source', envFrom({ configMapRef: { name: 'cm', optional: true } })],
  ])('does not wait for an optional %s', (_, container) => {
    const room = newRoom()
    bind(room, 'p', [container])
    at(room, 5)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })

  it('starts within seconds of what was missing', () => {
    const room = newRoom()
    bind(room, 'p', [envFrom({ configMapRef: { name: 'cm' } })])
    at(room, 20)
    create(room, 'ConfigMap', 'cm')
    at(room, 35)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })
})

describe('parts of volumes', () => {
  const volumes: Partial<PodSpec> = { volumes: [{ name: 'v', emptyDir: {} }] } as never
  const mounting = (subPathExpr: string, value = 'x'): Partial<Container> => ({ env: [{ name: 'A', value }], volumeMounts: [{ name: 'v', mountPath: '/v', subPathExpr }] }) as never

  it.each<readonly [string, Partial<Container>, string]>([
    ['names variables that are missing', mounting('$(B)/$(A)/$(C)'), 'missing value for B, C'],
    ['names a variable without a value', mounting('$(A)', ''), 'missing value for A'],
    ['comes to an absolute path', mounting('$(A)', '/x'), 'error SubPath `/x` must not be an absolute path'],
    ['leads out of the volume', mounting('a/$(A)', '../b'), 'unable to provision SubPath `a/../b`: must not contain \'..\''],
  ])('keep a container waiting whose subPathExpr %s', (_, container, message) => {
    const room = newRoom()
    bind(room, 'p', [container], volumes)
    at(room, 30)
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'CreateContainerConfigError', message })
  })

  it('may be named by variables of every source', () => {
    const room = newRoom()
    create(room, 'ConfigMap', 'cm', { B: 'b' })
    bind(room, 'p', [{ ...mounting('$(A)/$(B)'), envFrom: [{ configMapRef: { name: 'cm' } }] } as never], volumes)
    at(room, 10)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })
})

describe('volumes', () => {
  const mounted: Partial<Container> = { volumeMounts: [{ name: 'v', mountPath: '/v' }] }
  const volume = (source: object): Partial<PodSpec> => ({ volumes: [{ name: 'v', ...source }] }) as never

  it.each<readonly [string, Partial<PodSpec>, string]>([
    ['a ConfigMap', volume({ configMap: { name: 'cm' } }), 'configmap "cm" not found'],
    ['a Secret', volume({ secret: { secretName: 's' } }), 'secret "s" not found'],
    ['a key of a ConfigMap', volume({ configMap: { name: 'there', items: [{ key: 'k', path: 'k' }] } }), 'configmap references non-existent config key: k'],
    ['a key of a Secret', volume({ secret: { secretName: 'there', items: [{ key: 'k', path: 'k' }] } }), 'references non-existent secret key: k'],
    ['a projection', volume({ projected: { sources: [{ configMap: { name: 'cm' } }] } }), 'configmap "cm" not found'],
    ['two projections', volume({ projected: { sources: [{ configMap: { name: 'cm' } }, { secret: { name: 's' } }] } }), '[configmap "cm" not found, secret "s" not found]'],
  ])('waits for %s', (_, spec, error) => {
    const room = newRoom()
    create(room, 'ConfigMap', 'there', { a: '1' })
    create(room, 'Secret', 'there', { a: 'MQ==' })
    bind(room, 'p', [mounted], spec)
    at(room, 10)
    expect(eventTexts(room)).toEqual([`Warning FailedMount p x5: MountVolume.SetUp failed for volume "v" : ${error}`])
    expect(podOf(room, 'p')?.status.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'ContainerCreating' })
  })

  it('is tried again 0.5, 1, 2, 4, 8 and 16 s after a failure', () => {
    const room = newRoom()
    bind(room, 'p', [mounted], volume({ configMap: { name: 'cm' } }))
    at(room, 40)
    const times = eventTimes(room, 'FailedMount')
    expect(times.slice(1).map((time, i) => Math.round((time - times[i]!) * 2) / 2)).toEqual([0.5, 1, 2, 4, 8, 16])
    create(room, 'ConfigMap', 'cm')
    at(room, 75)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })

  it.each<readonly [string, Partial<Container>, Partial<PodSpec>]>([
    ['is optional', mounted, volume({ configMap: { name: 'cm', optional: true } })], ['nobody mounts', {}, volume({ configMap: { name: 'cm' } })], ['is empty', mounted, volume({ emptyDir: {} })],
  ])('does not wait for one that %s', (_, container, spec) => {
    const room = newRoom()
    bind(room, 'p', [container], spec)
    at(room, 5)
    expect(podOf(room, 'p')?.status.phase).toBe('Running')
  })
})

describe('the status of a container', () => {
  it('repeats what it mounts and what it was given', () => {
    const room = newRoom()
    bind(room, 'p', [{ volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }, { name: 'w', mountPath: '/w' }] }], { volumes: [{ name: 'v', emptyDir: {} }, { name: 'w', emptyDir: {} }] })
    at(room, 5)
    const status = podOf(room, 'p')?.status.containerStatuses?.[0]
    expect(status?.resources).toEqual({})
    expect(status?.volumeMounts?.slice(0, 2)).toEqual([{ name: 'v', mountPath: '/v', readOnly: true, recursiveReadOnly: 'Disabled' }, { name: 'w', mountPath: '/w' }])
  })
})
