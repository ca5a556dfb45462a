import { describe, expect, it } from 'vitest'
import { registerPolicies } from '../../../src/sim/api/admission/policies/register.js'
import type { Json, KubeObject, Pod } from '../../../src/sim/api/types.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { patchRequest } from '../../../src/sim/requests/patch.js'
import { scaleRequest } from '../../../src/sim/requests/scale.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

registerPolicies()

const size = { cpu: '4', memory: '16Gi', pods: '110' }
const group = 'admissionregistration.k8s.io'
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'web:1' }] } } },
}
type Rule = readonly [operation: string, group: string, resource: string]

function cluster(): Cluster {
  const made = createCluster(controlPlane, { ...defaultClusterOptions, nodes: [{ name: 'worker', capacity: size, allocatable: size, labels: {}, taints: [] }] })
  runUntil(made, 1_000)
  return made
}
function send(to: Cluster, manifest: object): void {
  expect(createRequest(scenarioContext(to, 1), manifest as Json, 'default').ok).toBe(true)
}
const matching = ([operation, apiGroup, resource]: Rule): object => ({ resourceRules: [{ apiGroups: [apiGroup], apiVersions: ['v1'], operations: [operation], resources: [resource] }] })

function forbid(to: Cluster, rule: Rule, expression: string): void {
  send(to, { apiVersion: `${group}/v1`, kind: 'ValidatingAdmissionPolicy', metadata: { name: 'no' }, spec: { matchConstraints: matching(rule), validations: [{ expression, messageExpression: `'not for ' + request.userInfo.username` }] } })
  send(to, { apiVersion: `${group}/v1`, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'no' }, spec: { policyName: 'no', validationActions: ['Deny'] } })
}
function change(to: Cluster, rule: Rule, expression: string): void {
  send(to, {
    apiVersion: `${group}/v1`, kind: 'MutatingAdmissionPolicy', metadata: { name: 'do' },
    spec: { matchConstraints: matching(rule), reinvocationPolicy: 'Never', mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }] },
  })
  send(to, { apiVersion: `${group}/v1`, kind: 'MutatingAdmissionPolicyBinding', metadata: { name: 'do' }, spec: { policyName: 'do' } })
}
const pods = (of: Cluster): readonly Pod[] => [...of.store.list<Pod>('Pod')]
const sets = (of: Cluster): readonly (KubeObject & { readonly spec: { readonly replicas: number } })[] => [...of.store.list('ReplicaSet.apps')] as never
const messages = (of: Cluster): string => [...of.store.list('Event')].map((event) => (event as unknown as { readonly message: string }).message).join('\n')

describe('policies are asked when actors write', () => {
  it('and keep the kubelet from its status until they are gone', () => {
    const own = cluster()
    forbid(own, ['UPDATE', '', 'pods/status'], `!('system:nodes' in request.userInfo.groups)`)
    send(own, deployment)
    runUntil(own, 30_000)
    expect(pods(own)[0]!.status.phase).toBe('Pending')
    expect(pods(own)[0]!.spec.nodeName).toBe('worker')
    const patched = patchRequest(scenarioContext(own, 2), { kind: `ValidatingAdmissionPolicyBinding.${group}`, namespace: '', name: 'no' }, 'merge', { spec: { validationActions: ['Audit'] } })
    expect(patched.ok).toBe(true)
    runUntil(own, 45_000)
    expect(pods(own)[0]!.status.phase).toBe('Running')
  })

  it('and refuse bindings with an event, in the words of the scheduler', () => {
    const own = cluster()
    forbid(own, ['CREATE', '', 'pods/binding'], `object.target.name != 'worker'`)
    send(own, deployment)
    runUntil(own, 30_000)
    expect(pods(own)[0]!.spec.nodeName ?? '').toBe('')
    expect(messages(own)).toContain(`running Bind plugin "DefaultBinder": pods "${pods(own)[0]!.metadata.name}" is forbidden: ValidatingAdmissionPolicy 'no' with binding 'no' denied request: not for system:kube-scheduler`)
  })

  it('and hold a controller back, which tries again with growing pauses', () => {
    const own = cluster()
    send(own, deployment)
    runUntil(own, 10_000)
    forbid(own, ['UPDATE', 'apps', 'replicasets'], `object.spec.replicas <= 1 || request.userInfo.username != 'system:serviceaccount:kube-system:deployment-controller'`)
    const before = own.handledEvents
    expect(scaleRequest(scenarioContext(own, 2), { kind: 'Deployment.apps', namespace: 'default', name: 'web' }, 3).ok).toBe(true)
    runUntil(own, 600_000)
    expect(sets(own)[0]!.spec.replicas).toBe(1)
    expect(own.handledEvents - before).toBeLessThan(500)
    patchRequest(scenarioContext(own, 3), { kind: `ValidatingAdmissionPolicyBinding.${group}`, namespace: '', name: 'no' }, 'merge', { spec: { validationActions: ['Audit'] } })
    runUntil(own, 2_000_000)
    expect(sets(own)[0]!.spec.replicas).toBe(3)
  })

  it('and change what controllers write', () => {
    const own = cluster()
    change(own, ['UPDATE', 'apps', 'replicasets'], `Object{metadata: Object.metadata{labels: {'team': 'a'}}}`)
    send(own, deployment)
    runUntil(own, 10_000)
    expect(sets(own)[0]!.metadata.labels).not.toHaveProperty('team')
    scaleRequest(scenarioContext(own, 2), { kind: 'Deployment.apps', namespace: 'default', name: 'web' }, 2)
    runUntil(own, 20_000)
    expect(sets(own)[0]!.metadata.labels).toHaveProperty('team', 'a')
    expect(pods(own)).toHaveLength(2)
  })

  it('and when a user writes a status', () => {
    const own = cluster()
    send(own, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } })
    forbid(own, ['UPDATE', '', 'services/status'], 'false')
    const patched = patchRequest(scenarioContext(own, 2), { kind: 'Service', namespace: 'default', name: 'web' }, 'merge', { status: { loadBalancer: { ingress: [{ ip: '10.0.0.1', ipMode: 'VIP' }] } } }, { subresource: 'status' })
    expect(patched.ok ? '' : patched.error.message).toBe(`services "web" is forbidden: ValidatingAdmissionPolicy 'no' with binding 'no' denied request: not for kubectl`)
  })
})
