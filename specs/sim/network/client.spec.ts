import { describe, expect, it } from 'vitest'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { defaultClusterOptions } from '../../../src/sim/cluster.js'
import { scenarioContext } from '../../../src/sim/cluster.js'
import { clientOf } from '../../../src/sim/network/client.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Pod, Service } from '../../../src/sim/api/types.js'
import type { Cluster } from '../../../src/sim/state.js'

const capacity = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' }
const container = (port: number): object => ({ name: 'app', image: 'example.com/app:1', ports: [{ containerPort: port }] })
const send = (cluster: Cluster, manifest: object): void => {
  const result = createRequest(scenarioContext(cluster, 1), manifest as never, 'default')
  if (!result.ok) throw new Error(result.error.message)
}

function shop(): { readonly cluster: Cluster; readonly client: Pod; readonly web: Service } {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, nodes: [{ name: 'worker-0', capacity, allocatable: capacity, labels: {}, taints: [] }] })
  send(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'client' }, spec: { containers: [container(1)] } })
  for (const name of ['web-0', 'web-1']) send(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: 'web' } }, spec: { containers: [container(8080)] } })
  send(cluster, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] } })
  runUntil(cluster, 20_000)
  return { cluster, client: cluster.store.get<Pod>('Pod', 'default/client')!, web: cluster.store.get<Service>('Service', 'default/web')! }
}

describe('the network as a pod sees it', () => {
  const { cluster, client, web } = shop()
  const network = clientOf(cluster, client)
  const ip = web.spec.clusterIP ?? ''
  it('finds names by its search path', () => {
    expect(network.resolve('web')).toEqual({ kind: 'addresses', name: 'web.default.svc.cluster.local', addresses: [ip], afterMs: 1 })
    expect(network.resolve('nobody').kind).toBe('unknown')
  })
  it.each<[string, string, number, string]>([
    ['a Service', ip, 80, 'open'],
    ['a port that a Service lacks', ip, 81, 'timeout'],
    ['a pod', cluster.store.get<Pod>('Pod', 'default/web-0')?.status?.podIP ?? '', 8080, 'open'],
    ['a port that nobody listens to', cluster.store.get<Pod>('Pod', 'default/web-0')?.status?.podIP ?? '', 80, 'refused'],
    ['a node port', cluster.store.get<Pod>('Pod', 'default/web-0')?.status?.hostIP ?? '', 30080, 'open'],
    ['a node without that port', cluster.store.get<Pod>('Pod', 'default/web-0')?.status?.hostIP ?? '', 30081, 'refused'],
    ['the API server', '10.96.0.1', 443, 'open'],
    ['an address outside', '198.51.100.7', 80, 'timeout'],
  ])('connects to %s', (_what, address, port, kind) => expect(network.connect(address, port, 'tcp').kind).toBe(kind))
  it('gets answers to requests, and says who it is nowhere', () => {
    const request = { method: 'GET', scheme: 'http', address: ip, port: 80, host: 'web', path: '/', headers: {}, body: '' } as const
    expect(network.http(request)).toMatchObject({ kind: 'answer', status: 200 })
    expect(network.http({ ...request, address: '10.96.0.1', port: 443 })).toMatchObject({ kind: 'answer', status: 403 })
    expect(network.http({ ...request, port: 81 })).toMatchObject({ kind: 'timeout' })
  })
  it('counts what may have changed its answers', () => {
    const before = clientOf(cluster, client).revision
    send(cluster, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } })
    expect(clientOf(cluster, client).revision).toBe(before)
    send(cluster, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'more' }, spec: { ports: [{ port: 80 }] } })
    expect(clientOf(cluster, client).revision).toBeGreaterThan(before)
  })
})
