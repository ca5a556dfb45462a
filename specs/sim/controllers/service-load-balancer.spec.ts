import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { defaultClusterOptions } from '../../../src/sim/cluster.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster, NodeConfig } from '../../../src/sim/state.js'
import type { Service } from '../../../src/sim/api/types.js'
import { advance, apply, change, eventsOf, kubectl, labelNode } from './full-cluster.js'

const said = (cluster: Cluster): readonly string[] => eventsOf(cluster, 'Service', 'web').map((text) => text.slice(0, text.indexOf(':')))

function balanced(...names: readonly string[]): Cluster {
  const room = { cpu: '4', memory: '8Gi', pods: '110' }
  const nodes = names.map((name): NodeConfig => ({ name, capacity: room, allocatable: room, labels: {}, taints: [] }))
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, nodes, loadBalancers: true })
  apply(cluster, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] } })
  advance(cluster, 2_000)
  return cluster
}

describe('a balancer', () => {
  it('is told of nodes that come, go or are left out, not of those that are merely not ready', () => {
    const cluster = balanced('a', 'b')
    expect(said(cluster)).toEqual(['EnsuringLoadBalancer x1', 'EnsuredLoadBalancer x1'])
    labelNode(cluster, 'b', { role: 'edge' })
    advance(cluster, 1_000)
    expect(said(cluster)).toHaveLength(2)
    labelNode(cluster, 'b', { 'node.kubernetes.io/exclude-from-external-load-balancers': '' })
    advance(cluster, 1_000)
    expect(eventsOf(cluster, 'Service', 'web').at(-1)).toBe('UpdatedLoadBalancer x1: Updated load balancer with new hosts')
    labelNode(cluster, 'b', { 'node.kubernetes.io/exclude-from-external-load-balancers': 'false' })
    advance(cluster, 1_000)
    expect(said(cluster).at(-1)).toBe('UpdatedLoadBalancer x2')
    deleteObject(kubectl(cluster), 'Node', 'b')
    advance(cluster, 1_000)
    expect(said(cluster).at(-1)).toBe('UpdatedLoadBalancer x3')
    deleteObject(kubectl(cluster), 'Node', 'a')
    advance(cluster, 1_000)
    expect(eventsOf(cluster, 'Service', 'web').at(-1)).toBe('UnAvailableLoadBalancer x1: There are no available nodes for LoadBalancer')
  })

  it('is brought up to date when its Service changes, and then keeps its address', () => {
    const cluster = balanced('a')
    const ingress = (): unknown => cluster.store.get<Service>('Service', 'default/web')?.status?.['loadBalancer']
    const before = ingress()
    change<Service>(cluster, 'Service', 'default/web', (web) => ({ ...web, spec: { ...web.spec, ports: [...web.spec.ports!, { name: 'more', port: 81, protocol: 'TCP', targetPort: 81 }] } }))
    advance(cluster, 2_000)
    expect(said(cluster)).toEqual(['EnsuringLoadBalancer x2', 'EnsuredLoadBalancer x2'])
    expect(ingress()).toEqual(before)
    change<Service>(cluster, 'Service', 'default/web', (web) => ({ ...web, metadata: { ...web.metadata, labels: { team: 'a' } } }))
    advance(cluster, 2_000)
    expect(said(cluster)).toHaveLength(2)
    expect(said(cluster)[0]).toBe('EnsuringLoadBalancer x2')
  })

  it('goes when its Service wants none any more', () => {
    const cluster = balanced('a')
    change<Service>(cluster, 'Service', 'default/web', (web) => ({ ...web, spec: { ...web.spec, type: 'ClusterIP' } }))
    advance(cluster, 2_000)
    expect(said(cluster).slice(2)).toEqual(['DeletingLoadBalancer x1', 'DeletedLoadBalancer x1'])
    expect(cluster.store.get<Service>('Service', 'default/web')?.status).toEqual({ loadBalancer: {} })
    labelNode(cluster, 'a', { 'node.kubernetes.io/exclude-from-external-load-balancers': '' })
    advance(cluster, 1_000)
    expect(said(cluster)).toHaveLength(4)
  })

  it('says when there is no node for it', () => {
    expect(said(balanced())).toEqual(['EnsuringLoadBalancer x1', 'UnAvailableLoadBalancer x1', 'EnsuredLoadBalancer x1'])
  })
})
