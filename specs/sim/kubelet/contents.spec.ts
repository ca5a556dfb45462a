import { describe, expect, it } from 'vitest'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { atomicDirectory } from '../../../src/sim/kubelet/contents-atomic.js'
import { payloadOf, type ConfigScope } from '../../../src/sim/kubelet/contents-config.js'
import { fieldValue, resourceValue } from '../../../src/sim/kubelet/contents-downward.js'
import { environmentOf } from '../../../src/sim/kubelet/contents-env.js'
import { hostnameOf, hostsFile, resolverFile } from '../../../src/sim/kubelet/contents-etc.js'
import { expandVariables } from '../../../src/sim/kubelet/contents-expand.js'
import { hostFiles, hostPathError } from '../../../src/sim/kubelet/contents-host.js'
import { decodeBase64, objectAt } from '../../../src/sim/kubelet/contents-objects.js'
import { runUntil } from '../../../src/sim/run.js'
import { nodeAt, textAt } from '../../../src/sim/runtime/files/tree.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { Container, KubeObject, Pod, PodSpec, Volume } from '../../../src/sim/api/types.js'
import { newRoom } from './kubelet-room.js'

function put(cluster: Cluster, kind: string, name: string, rest: object, namespace = 'default'): void {
  const created = createObject(scenarioContext(cluster, 1), { apiVersion: 'v1', kind, metadata: { name, namespace }, ...rest } as never)
  if (!created.ok) throw new Error(created.error.message)
}

const pod = (spec: Partial<PodSpec> = {}, metadata: object = {}): Pod => ({
  apiVersion: 'v1', kind: 'Pod', status: {},
  metadata: { name: 'web-0', namespace: 'default', uid: 'u1', resourceVersion: '1', creationTimestamp: '', labels: { app: 'web', tier: 'b"x' }, annotations: { note: 'hi' }, ...metadata },
  spec: { containers: [{ name: 'c', resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '128Mi' } } }], ...spec },
})
const scopeOf = (cluster: Cluster, of: Pod = pod(), at = cluster.now): ConfigScope => ({ cluster, pod: of, node: 'worker-0', podIP: '10.244.0.7', hostIP: '172.18.0.2', at })
const env = (cluster: Cluster, container: Partial<Container>, of?: Pod, at?: number): Readonly<Record<string, string>> => environmentOf(scopeOf(cluster, of, at), { name: 'c', ...container })

describe('`$(NAME)`', () => {
  const known: Readonly<Record<string, string>> = { A: '1', EMPTY: '', B: '$(A)' }
  it.each([
    ['plain', 'plain'], ['$(A)', '1'], ['x$(A)y$(A)', 'x1y1'], ['$(EMPTY)', ''], ['$(NONE)', '$(NONE)'], ['$$(A)', '$(A)'], ['$$$(A)', '$1'], ['$A', '$A'], ['$(A', '$(A'], ['a$', 'a$'], ['$(B)', '$(A)'], ['', ''],
  ])('%j becomes %j', (text, expected) => expect(expandVariables(text, (name) => known[name])).toBe(expected))
})

describe('the environment', () => {
  const newConfig = (): Cluster => {
    const cluster = newRoom()
    put(cluster, 'ConfigMap', 'conf', { data: { color: 'red', size: '3' } })
    put(cluster, 'Secret', 'pass', { data: { word: 'c2VjcmV0', user: 'YWRtaW4=' } })
    return cluster
  }

  it('takes from envFrom, then env; later ones win and may refer to earlier ones', () => {
    const cluster = newConfig()
    const made = env(cluster, {
      envFrom: [{ configMapRef: { name: 'conf' } }, { prefix: 'P_', secretRef: { name: 'pass' } }, { configMapRef: { name: 'missing', optional: true } }],
      env: [
        { name: 'size', value: '4' }, { name: 'BOTH', value: '$(color)/$(size)/$(P_word)/$(LATER)' }, { name: 'LATER', value: 'x' }, { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'conf', key: 'color' } } },
        { name: 'SECRET', valueFrom: { secretKeyRef: { name: 'pass', key: 'user' } } }, { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'conf', key: 'nope', optional: true } } },
      ],
    })
    expect(made).toMatchObject({ color: 'red', size: '4', P_word: 'secret', P_user: 'admin', BOTH: 'red/4/secret/$(LATER)', LATER: 'x', KEY: 'red', SECRET: 'admin' })
    expect('GONE' in made).toBe(false)
  })

  it('is that of the moment at which the container was made', () => {
    const cluster = newConfig()
    runUntil(cluster, 10_000)
    const conf = cluster.store.get<KubeObject>('ConfigMap', 'default/conf')!
    updateObject(scenarioContext(cluster, 1), { ...conf, data: { color: 'blue' } } as KubeObject)
    const container = { envFrom: [{ configMapRef: { name: 'conf' } }] }
    expect(env(cluster, container, undefined, 9_000)['color']).toBe('red')
    expect(env(cluster, container, undefined, 10_000)['color']).toBe('blue')
    runUntil(cluster, 20_000)
    deleteObject(scenarioContext(cluster, 1), 'ConfigMap', 'default/conf')
    expect(env(cluster, container, undefined, 15_000)['color']).toBe('blue')
    expect(env(cluster, container)['color']).toBeUndefined()
    expect(objectAt(cluster, 'ConfigMap', 'default/other', 5_000)).toBeUndefined()
  })

  it('has the Services of the namespace, and always that of the API server', () => {
    const cluster = newRoom()
    const service = (name: string, namespace: string, spec: object): void => put(cluster, 'Service', name, { spec: { type: 'ClusterIP', ...spec } }, namespace)
    put(cluster, 'Namespace', 'shop', {}, undefined as never)
    service('my-db', 'default', { clusterIP: '10.96.0.9', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }, { name: 'web-ui', port: 80, protocol: 'TCP' }] })
    service('headless', 'default', { clusterIP: 'None', ports: [{ port: 80 }] })
    const made = env(cluster, {})
    expect(made).toMatchObject({
      MY_DB_SERVICE_HOST: '10.96.0.9', MY_DB_SERVICE_PORT: '5432', MY_DB_SERVICE_PORT_SQL: '5432', MY_DB_SERVICE_PORT_WEB_UI: '80', MY_DB_PORT: 'tcp://10.96.0.9:5432',
      MY_DB_PORT_80_TCP: 'tcp://10.96.0.9:80', MY_DB_PORT_80_TCP_PROTO: 'tcp', MY_DB_PORT_80_TCP_PORT: '80', MY_DB_PORT_80_TCP_ADDR: '10.96.0.9', KUBERNETES_SERVICE_PORT: '443', KUBERNETES_SERVICE_PORT_HTTPS: '443',
    })
    expect(Object.keys(made).filter((name) => name.startsWith('HEADLESS'))).toEqual([])
    expect(Object.keys(env(cluster, {}, pod({}, { namespace: 'shop' }))).every((name) => name.startsWith('KUBERNETES_'))).toBe(true)
    expect(Object.keys(env(cluster, {}, pod({ enableServiceLinks: false }))).every((name) => name.startsWith('KUBERNETES_'))).toBe(true)
  })
})

describe('the downward API', () => {
  it.each([
    ['metadata.name', 'web-0'], ['metadata.namespace', 'default'], ['metadata.uid', 'u1'], ['metadata.labels[\'app\']', 'web'], ['metadata.annotations[\'note\']', 'hi'], ['metadata.labels[\'none\']', ''],
    ['metadata.labels', 'app="web"\ntier="b\\"x"'], ['spec.nodeName', 'worker-0'], ['spec.serviceAccountName', 'default'], ['status.podIP', '10.244.0.7'], ['status.hostIP', '172.18.0.2'],
  ])('%s is %j', (path, expected) => expect(fieldValue(scopeOf(newRoom()), path)).toBe(expected))

  it.each([
    [{ resource: 'requests.cpu' }, '1'], [{ resource: 'requests.cpu', divisor: '1m' }, '250'], [{ resource: 'limits.memory', divisor: '1Mi' }, '128'], [{ resource: 'limits.memory' }, '134217728'],
    [{ resource: 'requests.memory', divisor: '100Mi' }, '1'], [{ resource: 'limits.cpu' }, '64'], [{ resource: 'requests.ephemeral-storage' }, '0'], [{ containerName: 'c', resource: 'requests.cpu', divisor: '0' }, '1'],
  ])('%j is %s', (selector, expected) => {
    const scope = scopeOf(newRoom())
    expect(resourceValue(scope, selector, scope.pod.spec.containers[0])).toBe(expected)
  })

  it('of a container that is not there is nothing', () => expect(resourceValue(scopeOf(newRoom()), { containerName: 'x', resource: 'limits.cpu' }, undefined)).toBeUndefined())
})

describe('volumes that the kubelet writes', () => {
  const filesOf = (volume: Volume, cluster: Cluster = newRoom()): Readonly<Record<string, string>> => {
    put(cluster, 'ConfigMap', 'conf', { data: { 'app.ini': 'a=1', 'b.txt': 'B' }, binaryData: { bin: 'AQID' } })
    put(cluster, 'Secret', 'pass', { data: { word: 'c2VjcmV0' } })
    return Object.fromEntries([...payloadOf(scopeOf(cluster), volume)].map(([path, { text, mode }]) => [path, `${text} ${mode.toString(8)}`]))
  }

  it.each<readonly [string, object, Readonly<Record<string, string>>]>([
    ['a ConfigMap', { configMap: { name: 'conf' } }, { 'app.ini': 'a=1 644', 'b.txt': 'B 644', bin: '\u0001\u0002\u0003 644' }],
    ['some of its keys', { configMap: { name: 'conf', items: [{ key: 'b.txt', path: 'd/e.txt', mode: 0o400 }], defaultMode: 0o600 } }, { 'd/e.txt': 'B 400' }],
    ['an optional one that is missing', { configMap: { name: 'none', optional: true } }, {}],
    ['a Secret', { secret: { secretName: 'pass', defaultMode: 0o440 } }, { word: 'secret 440' }],
    ['the downward API', { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels[\'app\']' } }, { path: 'cpu', resourceFieldRef: { containerName: 'c', resource: 'requests.cpu', divisor: '1m' } }] } }, { labels: 'web 644', cpu: '250 644' }],
    ['projections together', { projected: { sources: [{ configMap: { name: 'conf', items: [{ key: 'b.txt', path: 'b' }] } }, { secret: { name: 'pass' } }, { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } }] } }, { b: 'B 644', word: 'secret 644', name: 'web-0 644' }],
  ])('%s', (_, source, expected) => expect(filesOf({ name: 'v', ...source })).toEqual(expected))

  it('a token names whom it is for', () => {
    const { token } = filesOf({ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'token', audience: 'vault' } }] } })
    expect(token).toBe('seatrial.default.default.u1.vault 644')
  })

  it('hold their files behind links that change all at once', () => {
    const directory = atomicDirectory(new Map([['a.txt', { text: 'A', mode: 0o644 }], ['d/b.txt', { text: 'B', mode: 0o400 }]]), 5_000, '2026_01_01_00_00_05.000000000')
    expect([...directory.entries.keys()].toSorted()).toEqual(['..2026_01_01_00_00_05.000000000', '..data', 'a.txt', 'd'])
    expect(nodeAt(directory, ['a.txt'])).toMatchObject({ kind: 'link', target: '..data/a.txt' })
    expect([textAt(directory, 'a.txt'), textAt(directory, 'd/b.txt'), textAt(directory, '..data/a.txt')]).toEqual(['A', 'B', 'A'])
  })
})

describe('host paths', () => {
  it.each([
    ['', '/whatever', undefined], ['Directory', '/var/log', undefined], ['Directory', '/data', 'hostPath type check failed: /data is not a directory'], ['File', '/etc/hostname', undefined],
    ['File', '/var/log', 'hostPath type check failed: /var/log is not a file'], ['DirectoryOrCreate', '/data', undefined], ['DirectoryOrCreate', '/etc/hostname', 'hostPath type check failed: /etc/hostname is not a directory'],
    ['FileOrCreate', '/data/x', undefined], ['Socket', '/run/x.sock', undefined],
  ])('of type %j at %s: %s', (type, path, expected) => expect(hostPathError({ name: 'h', hostPath: { path, type } }, hostFiles)).toBe(expected))
})

describe('files of every container', () => {
  it('say its name and address', () => {
    const named = pod({ hostname: 'db-0', subdomain: 'db' } as never)
    expect(hostnameOf(named, 'n')).toBe('db-0')
    expect(hostsFile(named, '10.244.0.7', 'n')).toContain('10.244.0.7\tdb-0.db.default.svc.cluster.local\tdb-0\n')
    expect(hostnameOf(pod({ hostNetwork: true } as never), 'worker-0')).toBe('worker-0')
    expect(hostnameOf(pod({}, { name: `${'a'.repeat(62)}-b` }), 'n')).toBe('a'.repeat(62))
    expect(hostsFile(pod({ hostAliases: [{ ip: '10.1.2.3', hostnames: ['foo.local', 'bar'] }] } as never), '10.244.0.7', 'n')).toContain('# Entries added by HostAliases.\n10.1.2.3\tfoo.local\tbar\n')
  })

  it.each<readonly [object, string]>([
    [{}, 'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'],
    [{ dnsPolicy: 'Default' }, 'nameserver 172.18.0.1\n'],
    [{ dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], searches: ['corp'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } }, 'search corp\nnameserver 1.1.1.1\noptions ndots:2 edns0\n'],
  ])('resolve names by the policy: %j', (spec, expected) => expect(resolverFile(pod(spec as never))).toBe(expected))
})

it.each([['', ''], ['aGk=', 'hi'], ['aGkK', 'hi\n'], ['w6Q=', 'ä'], ['aG\nk=', 'hi']])('base64 %j is %j', (text, expected) => expect(decodeBase64(text)).toBe(expected))
