import { createObject } from './apiserver/create.js'
import { emptyCluster, scenarioContext } from './cluster.js'
import { runUntil } from './run.js'
import { registerNode } from './node-registration.js'
import type { ActorContext, Cluster, ClusterOptions, ControlPlane } from './state.js'

/** A cluster at time 0: system namespaces, registered nodes with their leases, the API server's own Service. */
export function createCluster(controlPlane: ControlPlane, options: ClusterOptions): Cluster {
  const cluster = emptyCluster(controlPlane, options)
  const context = scenarioContext(cluster, 0, 'kube-apiserver')
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) createNamespace(context, name)
  createObject(context, {
    apiVersion: 'v1', kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP', clusterIP: '10.96.0.1', ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      sessionAffinity: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster',
    },
  } as never)
  options.nodes.forEach((node, index) => registerNode(context, node, index))
  cluster.controlPlane.actors.forEach((actor, index) => {
    const { context: own, state } = cluster.slots[index]!
    actor.start?.(own, state)
  })
  // Static pods run since their kubelets began.
  if (options.nodes.some(({ staticPods }) => staticPods !== undefined)) runUntil(cluster, 0)
  return cluster
}

function createNamespace(context: ActorContext, name: string): void {
  createObject(context, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  createObject(context, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } })
  createObject(context, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: name }, data: { 'ca.crt': '' } } as never)
}
