import type { KubeObject, Pod } from '../../../src/sim/api/types.js'
import type { ActiveFault } from '../../../src/sim/conditions.js'
import type { Network } from '../../../src/sim/network/network.js'
import { silenceOf } from '../../../src/sim/network/silence.js'
import type { Origin } from '../../../src/sim/questions.js'
import { kindIdOf, keyOf } from '../../../src/sim/store/keys.js'
import { Store } from '../../../src/sim/store/store.js'

const meta = (name: string, namespace: string | undefined, more: object = {}): KubeObject['metadata'] =>
  ({ name, uid: `${namespace ?? ''}/${name}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...(namespace === undefined || namespace === '' ? {} : { namespace }), ...more }) as KubeObject['metadata']

let octet = 0

/** A pod that runs and is ready, with one container on port 80 named `http`. */
export function pod(name: string, labels: Record<string, string> = {}, more: { namespace?: string; node?: string; spec?: object; ready?: boolean } = {}): Pod {
  const ip = `10.244.0.${++octet % 250}`
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: meta(name, more.namespace ?? 'default', { labels }),
    spec: { nodeName: more.node ?? 'worker-0', containers: [{ name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort: 80 }] }], ...more.spec },
    status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: more.ready === false ? 'False' : 'True' }], containerStatuses: [{ name: 'app', state: { running: {} } }] },
  } as unknown as Pod
}

/** A Service and its one slice with these pods. */
export function service(name: string, pods: readonly Pod[], spec: Record<string, unknown> = {}, ready: (pod: Pod) => boolean = (one) => one.status?.conditions?.[0]?.status === 'True'): readonly KubeObject[] {
  const namespace = pods[0]?.metadata.namespace ?? 'default'
  const ports = (spec['ports'] ?? [{ port: 80, targetPort: 80 }]) as readonly { name?: string; port: number; targetPort?: number | string }[]
  const slice = {
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: meta(`${name}-abcde`, namespace, { labels: { 'kubernetes.io/service-name': name } }), addressType: 'IPv4',
    ports: ports.map((port) => ({ name: port.name ?? '', port: typeof port.targetPort === 'number' ? port.targetPort : 80, protocol: 'TCP' })),
    endpoints: pods.map((one) => ({
      addresses: [one.status?.podIP ?? ''], conditions: { ready: ready(one), serving: ready(one), terminating: false }, nodeName: one.spec.nodeName,
      ...(one.spec.hostname === undefined ? {} : { hostname: one.spec.hostname }),
      targetRef: { kind: 'Pod', name: one.metadata.name, namespace, uid: one.metadata.uid },
    })),
  }
  return [{ apiVersion: 'v1', kind: 'Service', metadata: meta(name, namespace), spec: { type: 'ClusterIP', clusterIP: '10.96.0.20', selector: { app: name }, ...spec, ports } } as unknown as KubeObject, slice as unknown as KubeObject]
}

export const object = (apiVersion: string, kind: string, name: string, spec: object, namespace = 'default', labels: Record<string, string> = {}): KubeObject =>
  ({ apiVersion, kind, metadata: meta(name, namespace, { labels }), spec }) as unknown as KubeObject

export const policy = (name: string, spec: object, namespace = 'default'): KubeObject => object('networking.k8s.io/v1', 'NetworkPolicy', name, spec, namespace)

const node = (name: string, zone: string): KubeObject => object('v1', 'Node', name, {}, '', { 'topology.kubernetes.io/zone': zone, 'kubernetes.io/hostname': name })
const namespaceObject = (name: string): KubeObject => object('v1', 'Namespace', name, {}, '', { 'kubernetes.io/metadata.name': name })

/** A network of two nodes in two zones with these objects. */
export function network(objects: readonly (KubeObject | readonly KubeObject[])[], faults: readonly Pick<ActiveFault, 'fault' | 'params'>[] = []): Network {
  const store = new Store()
  const all = [node('worker-0', 'a'), node('worker-1', 'b'), ...['default', 'shop', 'kube-system'].map(namespaceObject), ...objects.flat()]
  for (const [i, one] of all.entries()) store.put(kindIdOf(one), keyOf(one.metadata), one, undefined, i + 1)
  return { store, conditions: faults.map((fault, id) => ({ ...fault, id, since: 0, cause: 0 })), silence: silenceOf }
}

export const from = (one: Pod): Origin => ({ kind: 'pod', pod: one })
