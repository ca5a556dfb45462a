import { describe, expect, it } from 'vitest'
import type { Condition, Container, Deployment, HorizontalPodAutoscaler, Json, Node, Service } from '../../src/sim/api/types.js'
import { evidenceLines, explainVerdict, type FailedVerdict, type StepNote } from '../../src/assertions/index.js'
import { compiled, handMade, readyCondition, running, viewOf, type HandMade } from './hand-made.js'

const steps: readonly StepNote[] = [{ index: 1, atMs: 0, text: 'apply k8s/' }, { index: 3, atMs: 60_000, text: 'inject node-failure worker-1' }]

/** Since, hints and evidence of one failed assertion, as lines. */
function explained({ cluster }: HandMade, subject: string, params: Json): readonly string[] {
  const assertion = compiled(subject, params)
  const view = viewOf(cluster)
  const verdict = explainVerdict(view, assertion, assertion.evaluate(view) as FailedVerdict)
  return [
    `since ${verdict.since === undefined ? 'unknown' : verdict.since / 1000}`,
    ...verdict.hints.map((hint) => `why: ${hint}`),
    ...evidenceLines(view, [verdict], steps).map(({ atMs, by, text }) => `${atMs / 1000} ${by} | ${text}`),
  ]
}

const scheduled = (status: 'True' | 'False', message: string): Condition => ({ type: 'PodScheduled', status, reason: 'Unschedulable', message })

describe('explanations', () => {
  it('a pod that nothing fits', () => {
    const hand = handMade()
    const pod = hand.pod('web-0', { status: { phase: 'Pending' } })
    const message = '0/3 nodes are available: 3 Insufficient cpu.'
    hand.at(20).setStatus(pod, { conditions: [scheduled('False', message)] }, 'default-scheduler')
    hand.event({ regarding: pod, type: 'Warning', reason: 'FailedScheduling', message, component: 'default-scheduler', action: 'Scheduling' })
    expect(explained(hand.at(60_000), 'pods', { select: 'app=web', phase: 'Running' })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: pod/web-0 is Pending: 0/3 nodes are available: 3 Insufficient cpu.",
        "0 replicaset-controller | pod/web-0 created",
        "0.02 default-scheduler | pod/web-0 Warning FailedScheduling: 0/3 nodes are available: 3 Insufficient cpu.",
      ]
    `)
  })

  it('a crash loop', () => {
    const hand = handMade()
    const pod = hand.pod('web-0', { node: 'worker-0' })
    const status = { name: 'web', ready: false, image: 'nginx', imageID: '' }
    const ended = { terminated: { exitCode: 1, reason: 'Error' } }
    hand.at(5000).setStatus(pod, { conditions: [readyCondition('False', 'containers with unready status: [web]')], containerStatuses: [{ ...status, restartCount: 0, state: ended }] })
    hand.at(6000).setStatus(pod, { containerStatuses: [{ ...status, restartCount: 1, state: { running: {} }, lastState: ended }] })
    hand.at(9000).setStatus(pod, { containerStatuses: [{ ...status, restartCount: 1, state: ended, lastState: ended }] })
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s restarting failed container=web pod=web-0_default(uid)' }
    hand.at(9500).setStatus(pod, { containerStatuses: [{ ...status, restartCount: 1, state: { waiting }, lastState: ended }] })
    hand.event({ regarding: pod, type: 'Warning', reason: 'BackOff', message: 'Back-off restarting failed container web in pod web-0' })
    expect(explained(hand.at(12_000), 'pods', { select: 'app=web', ready: true })).toMatchInlineSnapshot(`
      [
        "since 5",
        "why: container web of pod/web-0 keeps ending: it ended with exit code 1 (Error), 1 restart; back-off 10s",
        "5 kubelet@worker-0 | pod/web-0 container web terminated (Error, exit 1); Ready=False (ContainersNotReady: containers with unready status: [web])",
        "9 kubelet@worker-0 | pod/web-0 container web terminated (Error, exit 1)",
        "9.5 kubelet | pod/web-0 Warning BackOff: Back-off restarting failed container web in pod web-0",
      ]
    `)
  })

  it('an image that cannot be had', () => {
    const hand = handMade()
    const pod = hand.pod('web-0', { node: 'worker-0', status: { phase: 'Pending' } })
    hand.at(1000).event({ regarding: pod, type: 'Warning', reason: 'Failed', message: 'Failed to pull image "nginx:oops": manifest unknown' })
    hand.setStatus(pod, { containerStatuses: [{ name: 'web', ready: false, restartCount: 0, image: 'nginx:oops', imageID: '', state: { waiting: { reason: 'ErrImagePull', message: 'manifest unknown' } } }] })
    expect(explained(hand.at(12_000), 'pods', { select: 'app=web', phase: 'Running' })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: container web of pod/web-0 has no image: Failed to pull image "nginx:oops": manifest unknown",
        "0 replicaset-controller | pod/web-0 created",
        "1 kubelet | pod/web-0 Warning Failed: Failed to pull image "nginx:oops": manifest unknown",
      ]
    `)
  })

  it('a readiness probe that fails', () => {
    const hand = handMade()
    const pod = hand.pod('web-0', { node: 'worker-0', containers: [{ name: 'web', readinessProbe: {} }] })
    hand.at(30_000).event({ regarding: pod, type: 'Warning', reason: 'Unhealthy', message: 'Readiness probe failed: HTTP probe failed with statuscode: 503' })
    hand.setStatus(pod, { conditions: [readyCondition('False', 'containers with unready status: [web]')] })
    expect(explained(hand.at(45_000), 'pods', { select: 'app=web', ready: true })).toMatchInlineSnapshot(`
      [
        "since 30",
        "why: pod/web-0 runs but is not ready: Readiness probe failed: HTTP probe failed with statuscode: 503",
        "30 kubelet | pod/web-0 Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503",
        "30 kubelet@worker-0 | pod/web-0 Ready=False (ContainersNotReady: containers with unready status: [web])",
      ]
    `)
  })

  it('a Deployment whose new pods do not come up', () => {
    const hand = handMade()
    const web = hand.deployment('web', 3)
    const set = hand.create({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web-1', namespace: 'default', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: web.metadata.uid, controller: true }] } }, { by: 'deployment-controller', cause: hand.cluster.log.length })
    for (const name of ['web-1-a', 'web-1-b', 'web-1-c']) {
      const pod = hand.pod(name, { owner: set, status: { phase: 'Pending', conditions: [scheduled('False', '0/1 nodes are available: 1 Insufficient memory.')] } })
      hand.event({ regarding: pod, type: 'Warning', reason: 'FailedScheduling', message: '0/1 nodes are available: 1 Insufficient memory.', component: 'default-scheduler' })
    }
    hand.at(600_000).change<Deployment>(web, { status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "web-1" has timed out progressing.' }] } }, 'deployment-controller')
    expect(explained(hand.at(700_000), 'deployment', { name: 'web', rollout: 'complete' })).toMatchInlineSnapshot(`
      [
        "since 600",
        "why: deployment/web: Progressing=False (ProgressDeadlineExceeded: ReplicaSet "web-1" has timed out progressing.)",
        "why: pod/web-1-a is Pending: 0/1 nodes are available: 1 Insufficient memory.",
        "0 default-scheduler | pod/web-1-a Warning FailedScheduling: 0/1 nodes are available: 1 Insufficient memory.",
        "600 deployment-controller | deployment/web replicas 0 -> 3; updatedReplicas 0 -> 3; Progressing=False (ProgressDeadlineExceeded: ReplicaSet "web-1" has timed out progressing.)",
      ]
    `)
  })

  it('a Service whose selector matches nothing', () => {
    const hand = handMade()
    hand.create<Service>({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'wbe' } } })
    hand.pod('web-0')
    hand.pod('web-1')
    expect(explained(hand, 'service', { name: 'web', endpoints: { ready: 2 } })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: the selector app=wbe of service/web matches no pod in namespace default; 2 pods there have app=web",
        "0 step 1 | apply k8s/",
        "0 kubectl | service/web created",
      ]
    `)
  })

  it('a node that failed, back to the step', () => {
    const hand = handMade({ nodes: [{ name: 'worker-0' }, { name: 'worker-1' }] })
    const pod = hand.pod('web-0', { node: 'worker-1' })
    hand.at(60_000).fault('node-failure', ['worker-1'], -3)
    const node = hand.cluster.store.get<Node>('Node', 'worker-1')!
    hand.at(110_000).change(node, { status: { ...node.status, conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }] } }, 'node-lifecycle-controller', 0)
    const lost = hand.cluster.log.length
    hand.change(pod, { status: { ...running, conditions: [{ type: 'Ready', status: 'False' }] } as never }, 'node-lifecycle-controller', lost)
    expect(explained(hand.at(120_000), 'pods', { select: 'app=web', ready: true })).toMatchInlineSnapshot(`
      [
        "since 110",
        "why: pod/web-0 is on worker-1, which does not answer",
        "why: node/worker-1 is not ready: NodeStatusUnknown: Kubelet stopped posting node status. (node-failure since 1m)",
        "60 step 3 | inject node-failure worker-1",
        "110 node-lifecycle-controller | node/worker-1 Ready=Unknown (NodeStatusUnknown: Kubelet stopped posting node status.)",
        "110 node-lifecycle-controller | pod/web-0 Ready=False",
      ]
    `)
    expect(explained(hand, 'node', { name: 'worker-1', ready: true })).toMatchInlineSnapshot(`
      [
        "since 110",
        "why: node/worker-1 is not ready: NodeStatusUnknown: Kubelet stopped posting node status. (node-failure since 1m)",
        "60 step 3 | inject node-failure worker-1",
        "110 node-lifecycle-controller | node/worker-1 Ready=Unknown (NodeStatusUnknown: Kubelet stopped posting node status.)",
      ]
    `)
  })

  it('an autoscaler without metrics', () => {
    const hand = handMade()
    const hpa = hand.create<HorizontalPodAutoscaler>({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace: 'default' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5 } })
    hand.at(15_000).change(hpa, { status: { desiredReplicas: 0, currentReplicas: 1, conditions: [{ type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale' }, { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message: 'failed to get cpu utilization: missing request for cpu in container web' }] } }, 'horizontal-pod-autoscaler')
    expect(explained(hand.at(30_000), 'hpa', { name: 'web', desired: 3 })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: horizontalpodautoscaler/web: ScalingActive=False (FailedGetResourceMetric: failed to get cpu utilization: missing request for cpu in container web)",
        "0 step 1 | apply k8s/",
        "0 kubectl | horizontalpodautoscaler/web created",
        "15 horizontal-pod-autoscaler | horizontalpodautoscaler/web currentReplicas 0 -> 1; AbleToScale=True (SucceededGetScale); ScalingActive=False (FailedGetResourceMetric: failed to get cpu utilization: missing request for cpu in container web)",
      ]
    `)
  })

  it('names that are near, and labels that are', () => {
    const hand = handMade()
    hand.deployment('frontend', 1)
    hand.pod('web-0', { labels: { app: 'web', tier: 'front' } })
    expect(explained(hand, 'deployment', { name: 'fronted', rollout: 'complete' })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: there was never a deployment/fronted; did you mean \`frontend\`?",
      ]
    `)
    expect(explained(hand, 'pods', { select: 'app=web,tier=back', ready: true })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: no pod of namespace default is selected by app=web,tier=back; a pod there has app=web,tier=front",
      ]
    `)
    expect(explained(hand, 'pods', { select: 'app=api', count: 2 })).toMatchInlineSnapshot(`
      [
        "since 0",
        "why: no pod of namespace default is selected by app=api; a pod there has app=web",
      ]
    `)
  })

  it('a pod that was deleted', () => {
    const hand = handMade()
    const pod = hand.pod('web-0')
    hand.at(5000).remove(pod)
    expect(explained(hand.at(6000), 'pod', { name: 'web-0', phase: 'Running' })).toMatchInlineSnapshot(`
      [
        "since 5",
        "why: pod/web-0 was deleted by kubectl",
        "5 kubectl | pod/web-0 is gone",
      ]
    `)
  })

  it('dates a value by its present form, not by its last write', () => {
    const hand = handMade()
    const web = hand.deployment('web', 3)
    const say = (second: number, availableReplicas: number, readyReplicas: number): void => void hand.at(second * 1000).change<Deployment>(web, { status: { availableReplicas, readyReplicas } }, 'deployment-controller')
    say(1, 3, 3)
    say(2, 2, 3)
    say(3, 2, 2)
    say(4, 2, 1)
    expect(explained(hand.at(10_000), 'deployment', { name: 'web', replicas: { available: 3 } })[0]).toBe('since 2')
    expect(explained(hand, 'deployment', { name: 'web', replicas: { desired: 2 } })[0]).toBe('since 0')
  })

  it('knows what it is asked in a namespace that is not the default', () => {
    const containers: readonly Container[] = [{ name: 'web' }]
    const hand = handMade()
    hand.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    hand.pod('web-0', { namespace: 'shop', containers, status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'gated' }] } })
    expect(explained(hand, 'pods', { namespace: 'shop', phase: 'Running' })[1]).toBe('why: shop:pod/web-0 waits for its scheduling gates: ')
  })
})
