// Clusters and workloads of the benchmarks, over the built package.
import { createCluster } from '../../dist/sim/start.js'
import { defaultClusterOptions, scenarioContext } from '../../dist/sim/cluster.js'
import { controlPlane } from '../../dist/sim/control-plane.js'
import { createRequest } from '../../dist/sim/requests/create.js'
import { runUntil } from '../../dist/sim/run.js'

const node = (name) => {
  const capacity = { cpu: '64', memory: '256Gi', pods: '250', 'ephemeral-storage': '1Ti' }
  return { name, capacity, allocatable: capacity, labels: {}, taints: [] }
}

export const newCluster = (nodes, containers = []) =>
  createCluster(controlPlane, { ...defaultClusterOptions, containers, nodes: Array.from({ length: nodes }, (_, i) => node(`node-${i}`)) })

export const deployment = (name, replicas, container = {}) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
  spec: {
    replicas, selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image: 'app:1', resources: { requests: { cpu: '100m', memory: '64Mi' } }, ...container }] } },
  },
})

const fullContainer = (name, i) => ({
  name, image: `${name}:1.2`, ports: [{ containerPort: 8080 + i, name: 'http' }], env: [{ name: 'A', value: 'b' }, { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } }, readinessProbe: { httpGet: { path: '/', port: 'http' } },
  volumeMounts: [{ name: 'settings', mountPath: '/etc/settings' }],
})

/** Three containers, as they are written in real manifests. */
export const fullDeployment = (name) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels: { app: name } },
  spec: {
    replicas: 3, selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: ['app', 'proxy', 'log'].map(fullContainer), volumes: [{ name: 'settings', configMap: { name: 'settings' } }] } },
  },
})

export function send(cluster, manifest) {
  const result = createRequest(scenarioContext(cluster, 1), manifest, 'default')
  if (!result.ok) throw new Error(result.error.message)
}

/** Runs until the Deployment is complete; fails when it is not within ten minutes of virtual time. */
export function untilReady(cluster, name, replicas, generation = 1) {
  const deadline = cluster.now + 600_000
  const isReady = () => {
    const { status } = cluster.store.get('Deployment.apps', `default/${name}`)
    return status.observedGeneration >= generation && status.updatedReplicas === replicas && status.availableReplicas === replicas && status.replicas === replicas
  }
  runUntil(cluster, deadline, () => (isReady() ? 'stop' : undefined))
  if (!isReady()) throw new Error(`${name} did not become ready: ${JSON.stringify(cluster.store.get('Deployment.apps', `default/${name}`).status)}`)
}

export { runUntil, scenarioContext }
