import { describe, expect, it } from 'vitest'
import type { Deployment, EndpointSlice, HorizontalPodAutoscaler, Json, KubeObject, Node, PodDisruptionBudget, Service } from '../../src/sim/api/types.js'
import { handMade, problemsOf, verdictLine, type HandMade } from './hand-made.js'

type Row = readonly [params: Json, line: string]
const table = (subject: string, hand: () => HandMade, rows: readonly Row[]): void => {
  it.each(rows)(`${subject} %j`, (params, line) => {
    expect(verdictLine(hand(), subject, params)).toBe(line)
  })
}

const deployed = (status: Deployment['status'], more: Partial<Deployment> = {}): HandMade => {
  const hand = handMade()
  const web = hand.deployment('web', 3, { ...more, metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } } as never })
  hand.change<Deployment>(web, { status: { observedGeneration: 1, ...status } }, 'deployment-controller')
  return hand
}
const complete = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 }
const halfWay = { replicas: 4, updatedReplicas: 2, readyReplicas: 3, availableReplicas: 3, unavailableReplicas: 1 }

describe('deployment', () => {
  table('deployment', () => deployed({ ...complete, conditions: [{ type: 'Available', status: 'True' }] }), [
    [{ name: 'web' }, 'passed'],
    ['web', 'passed'],
    [{ name: 'api' }, 'deployment/api |  | it exists | it does not exist'],
    [{ name: 'web', replicas: 3 }, 'passed'],
    [{ name: 'web', replicas: 2 }, 'deployment/web | replicas.desired | 2 | 3'],
    [{ name: 'web', replicas: { desired: 3, current: 3, ready: '>= 2', available: '2..3', updated: 3, unavailable: 0 } }, 'passed'],
    [{ name: 'web', replicas: { available: '> 3' } }, 'deployment/web | replicas.available | > 3 | 3'],
    [{ name: 'web', rollout: 'complete' }, 'passed'],
    [{ name: 'web', rollout: 'progressing' }, 'deployment/web | rollout | progressing | complete'],
    [{ name: 'web', condition: 'Available' }, 'passed'],
    [{ name: 'web', condition: { type: 'Progressing', reason: 'ProgressDeadlineExceeded' } }, 'deployment/web | condition | Progressing (reason ProgressDeadlineExceeded) | no condition Progressing'],
    [{ name: 'web', revision: 2 }, 'passed'],
    [{ name: 'web', revision: 3, generation: 1 }, 'deployment/web | revision | 3 | 2'],
  ])
  table('deployment', () => deployed(halfWay), [
    [{ name: 'web', rollout: 'complete' }, 'deployment/web | rollout | complete | progressing (2 of 3 replicas are updated)'],
    [{ name: 'web', rollout: 'progressing' }, 'passed'],
  ])
  table('deployment', () => deployed({ ...halfWay, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "web-1" has timed out progressing.' }] }), [
    [{ name: 'web', rollout: 'stalled' }, 'passed'],
    [{ name: 'web', rollout: 'complete' }, 'deployment/web | rollout | complete | stalled (ProgressDeadlineExceeded: ReplicaSet "web-1" has timed out progressing.)'],
  ])
  table('deployment', () => deployed({ ...complete, replicas: 4 }), [[{ name: 'web', rollout: 'complete' }, 'deployment/web | rollout | complete | progressing (1 old replicas are left)']])
  table('deployment', () => deployed({ ...complete, observedGeneration: 0 }), [
    [{ name: 'web', rollout: 'complete' }, 'deployment/web | rollout | complete | progressing (the controller has not seen the latest spec yet)'],
  ])

  it('tells problems with their place and what to write', () => {
    expect(problemsOf('deployment', { name: 'web', replicas: { redy: 3 }, rollout: 'done' })).toMatchInlineSnapshot(`
      [
        "/deployment/replicas/redy: \`redy\` is no matcher of \`replicas\` [use one of \`desired\`, \`current\`, \`ready\`, \`available\`, \`updated\`, \`unavailable\`, \`terminating\`, \`scheduled\`, \`misscheduled\`]",
        "/deployment/rollout: \`rollout\` must be complete, progressing, stalled or paused, but is the text "done"",
      ]
    `)
    expect(problemsOf('not', { deployment: { replicas: '> many' }, extra: {} })).toMatchInlineSnapshot(`
      [
        "/not: \`not\` must hold exactly one assertion, but is a mapping with 2 keys",
      ]
    `)
    expect(problemsOf('not', { deployment: { replicas: '> many' } })).toMatchInlineSnapshot(`
      [
        "/not/deployment/replicas: \`replicas\` must be a comparison such as \`3\`, \`">= 2"\`, \`"< 5"\` or \`"2..4"\`, but is the text "> many"",
      ]
    `)
    expect(problemsOf('deploymnt', {})[0]).toMatch(/^\/deploymnt: `deploymnt` is no subject/)
    expect(problemsOf('cel', 'true')).toEqual(['/cel: `cel` is not there yet [use `resource`, or one of the other subjects]'])
  })
})

describe('other workloads', () => {
  const stored = (kind: string, apiVersion: string, spec: Json, status: Json): HandMade => {
    const hand = handMade()
    const object = hand.create<KubeObject>({ apiVersion, kind, metadata: { name: 'x', namespace: 'default' }, spec } as never)
    hand.change(object, { status } as never)
    return hand
  }
  table('replicaset', () => stored('ReplicaSet', 'apps/v1', { replicas: 2 }, { observedGeneration: 1, replicas: 2, readyReplicas: 1 }), [
    [{ name: 'x', replicas: { current: 2, ready: 1 } }, 'passed'],
    [{ name: 'x*', replicas: { ready: 2 } }, 'replicaset x* | replicas.ready | 2 | 1 (replicaset/x)'],
    [{ name: 'x', rollout: 'complete' }, 'replicaset/x | rollout | complete | progressing (0 of 2 replicas are available)'],
  ])
  table('daemonset', () => stored('DaemonSet', 'apps/v1', {}, { observedGeneration: 1, desiredNumberScheduled: 3, numberReady: 2, currentNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2, numberUnavailable: 1 }), [
    [{ name: 'x', replicas: { desired: 3, scheduled: 3, ready: 2, unavailable: 1 } }, 'passed'],
    [{ name: 'x', rollout: 'complete' }, 'daemonset/x | rollout | complete | progressing (2 of 3 updated pods are available)'],
  ])
  table('statefulset', () => stored('StatefulSet', 'apps/v1', { replicas: 2 }, { observedGeneration: 1, replicas: 2, readyReplicas: 2, updateRevision: 'b', currentRevision: 'a', updatedReplicas: 1 }), [
    [{ name: 'x', rollout: 'complete' }, 'statefulset/x | rollout | complete | progressing (1 of 2 replicas are updated)'],
  ])
  table('job', () => stored('Job', 'batch/v1', {}, { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }), [
    [{ name: 'x', succeeded: 1, failed: 0, active: 0, condition: 'Complete' }, 'passed'],
    [{ name: 'x', failed: '>= 1' }, 'job/x | failed | >= 1 | 0'],
  ])
  table('cronjob', () => stored('CronJob', 'batch/v1', { suspend: true }, { active: [{}], lastScheduleTime: '2026-01-01T00:03:00Z' }), [
    [{ name: 'x', active: 1, suspended: true, lastScheduleTime: '3m' }, 'passed'],
    [{ name: 'x', lastScheduleTime: '2026-01-01T00:04:*' }, 'cronjob/x | lastScheduleTime | 2026-01-01T00:04:* | 2026-01-01T00:03:00Z'],
    [{ name: 'x', lastScheduleTime: '> 5m' }, 'cronjob/x | lastScheduleTime | > 5m | 3m'],
    [{ name: 'x', lastSuccessfulTime: '> 5m' }, 'cronjob/x | lastSuccessfulTime | > 5m | none'],
  ])
  table('pvc', () => stored('PersistentVolumeClaim', 'v1', { volumeName: 'pv-1' }, { phase: 'Bound' }), [
    [{ name: 'x', phase: 'Bound', volume: 'pv-*' }, 'passed'],
    [{ name: 'x', phase: 'Pending' }, 'persistentvolumeclaim/x | phase | Pending | Bound'],
  ])
})

describe('hpa', () => {
  const scaled = (): HandMade => {
    const hand = handMade()
    const web = hand.create<HorizontalPodAutoscaler>({
      apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace: 'default' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }] },
    })
    const look = (second: number, currentReplicas: number, desiredReplicas: number, isScaling: boolean): void => {
      hand.at(second * 1000).change(web, {
        status: {
          currentReplicas, desiredReplicas, conditions: [{ type: 'ScalingLimited', status: 'False', reason: 'DesiredWithinRange' }],
          currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 80, averageValue: '160m' } } }] as never,
          lastScaleTime: isScaling ? `2026-01-01T00:00:${second}Z` : '2026-01-01T00:00:15Z',
        },
      }, 'horizontal-pod-autoscaler')
    }
    look(15, 2, 4, true)
    look(20, 4, 4, false)
    look(45, 4, 5, true)
    look(59, 5, 3, true)
    return hand
  }
  table('hpa', scaled, [
    [{ name: 'web', replicas: 5, desired: 3 }, 'passed'],
    [{ name: 'web', replicas: '< 5' }, 'horizontalpodautoscaler/web | replicas | < 5 | 5'],
    [{ name: 'web', scaled: { up: 2, down: 1 } }, 'passed'],
    [{ name: 'web', scaled: { up: 1 } }, 'horizontalpodautoscaler/web | scaled.up | 1 | 2'],
    [{ name: 'web', metric: { name: 'cpu', current: '> 70%', target: 50 } }, 'passed'],
    [{ name: 'web', metric: { name: 'cpu', current: '>= 150m' } }, 'passed'],
    [{ name: 'web', metric: { name: 'cpu', current: '< 70%' } }, 'horizontalpodautoscaler/web | metric.current | cpu < 70% | cpu 80% = 160m'],
    [{ name: 'web', metric: [{ name: 'memory', current: '< 70%' }] }, 'horizontalpodautoscaler/web | metric.0.current | memory < 70% | no value of memory'],
    [{ name: 'web', condition: 'ScalingLimited=False' }, 'passed'],
  ])
})

describe('service', () => {
  const served = (): HandMade => {
    const hand = handMade()
    hand.create<Service>({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } })
    const endpoint = (name: string, ready: boolean, terminating = false): EndpointSlice['endpoints'][number] => ({ addresses: [name], conditions: { ready, serving: ready || terminating, terminating }, targetRef: { uid: name } })
    const slice = (name: string, endpoints: EndpointSlice['endpoints']): void => void hand.create<EndpointSlice>({
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } }, addressType: 'IPv4', endpoints,
    })
    slice('web-1', [endpoint('a', true), endpoint('b', false)])
    slice('web-2', [endpoint('a', true), endpoint('c', false, true)])
    return hand
  }
  table('service', served, [
    [{ name: 'web', endpoints: { ready: 1, serving: 2, terminating: 1, total: 3 } }, 'passed'],
    [{ name: 'web', endpoints: 1 }, 'passed'],
    [{ name: 'web', endpoints: { ready: '>= 2' } }, 'service/web | endpoints.ready | >= 2 | 1'],
  ])
  it('asks as somebody who can ask', () => {
    expect(problemsOf('service', { name: 'web', reachable: { from: 'client' } })).toMatchInlineSnapshot(`
      [
        "/service/reachable/from: \`from\` must be a reference such as \`deployment/web\`, but is the text "client"",
      ]
    `)
    expect(problemsOf('service', { name: 'web', reachable: 3 })).toMatchInlineSnapshot(`
      [
        "/service/reachable: \`reachable\` must be true, false or a mapping such as \`{ from: pod/client, port: 80 }\`, but is the number 3",
      ]
    `)
    expect(problemsOf('service', { name: 'web', reachable: [{ from: 'pod/a' }, { from: 'namespace/b' }] })).toMatchInlineSnapshot(`
      [
        "/service/reachable/1/from: \`from\` must be a pod, a workload, a node or \`outside\`, but is the text "namespace/b"",
      ]
    `)
    expect(problemsOf('dns', { name: '' })).toMatchInlineSnapshot(`
      [
        "/dns/name: \`name\` must be a name to look up",
      ]
    `)
    expect(problemsOf('can', { as: 'pod/a', verb: 'get', resource: 'pods' })).toMatchInlineSnapshot(`
      [
        "/can/as: \`as\` must be \`serviceaccount/NAME\` or a user's name, but is the text "pod/a"",
      ]
    `)
    expect(problemsOf('can', { as: 'jane', verb: 'get' })).toMatchInlineSnapshot(`
      [
        "/can: \`can\` needs a \`resource\` or a \`url\`, and not both",
      ]
    `)
  })
})

describe('node', () => {
  const noded = (): HandMade => {
    const hand = handMade({ nodes: [{ name: 'worker-0' }, { name: 'worker-1' }] })
    const node = hand.cluster.store.get<Node>('Node', 'worker-1')!
    hand.change(node, {
      spec: { ...node.spec, unschedulable: true, taints: [{ key: 'gpu', value: 'true', effect: 'NoSchedule' }, { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] },
      status: { ...node.status, conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }] },
    })
    hand.pod('a', { node: 'worker-1' })
    hand.pod('b', { node: 'worker-1', status: { phase: 'Succeeded' } })
    return hand
  }
  table('node', noded, [
    [{ name: 'worker-0', ready: true, unschedulable: false, pods: 0 }, 'passed'],
    [{ name: 'worker-1', ready: true }, 'node/worker-1 | ready | true | false (Ready=Unknown (NodeStatusUnknown: Kubelet stopped posting node status.))'],
    [{ name: 'worker-1', ready: false, unschedulable: true, pods: { count: 1 }, condition: 'Ready=Unknown' }, 'passed'],
    [{ name: 'worker-1', ready: 'Unknown' }, 'passed'],
    [{ name: 'worker-0', ready: 'Unknown' }, 'node/worker-0 | ready | Unknown | True'],
    [{ name: 'worker-1', pods: { count: 1, select: 'app=api' } }, 'node/worker-1 | pods.count | 1 | 0'],
    [{ name: 'worker-1', taint: 'gpu=true:NoSchedule' }, 'passed'],
    [{ name: 'worker-1', taint: ['gpu', 'node.kubernetes.io/unreachable:NoExecute'] }, 'passed'],
    [{ name: 'worker-1', taint: { key: 'gpu', effect: 'NoExecute' } }, 'node/worker-1 | taint | key gpu, effect NoExecute | gpu=true:NoSchedule, node.kubernetes.io/unreachable:NoExecute'],
    [{ name: 'worker-0', taint: 'gpu' }, 'node/worker-0 | taint | gpu | no taints'],
    [{ name: 'worker-*', ready: true }, 'node worker-* | ready | true | false (Ready=Unknown (NodeStatusUnknown: Kubelet stopped posting node status.)) (node/worker-1); 1 of 2'],
    [{ name: 'worker-*', ready: true, count: 1 }, 'passed'],
  ])
})

describe('pdb and namespace', () => {
  const budget = (): HandMade => {
    const hand = handMade()
    const pdb = hand.create<PodDisruptionBudget>({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web', namespace: 'default' }, spec: {} })
    hand.change<PodDisruptionBudget>(pdb, { status: { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 } })
    return hand
  }
  table('pdb', budget, [
    [{ name: 'web', disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 }, 'passed'],
    [{ name: 'web', disruptionsAllowed: 0 }, 'poddisruptionbudget/web | disruptionsAllowed | 0 | 1'],
  ])
  table('namespace', budget, [
    [{ name: 'default', phase: 'Active' }, 'passed'],
    [{ name: 'default', phase: 'Terminating' }, 'namespace/default | phase | Terminating | Active'],
    [{ name: 'shop' }, 'namespace/shop |  | it exists | it does not exist'],
  ])
})

describe('probe', () => {
  const probed = (): HandMade => {
    const hand = handMade({ probes: (container, type) => (container === 'web' && type === 'liveness' ? { outcome: 'failure', failures: 3, successes: 6, first: 5000, last: 45_000 } : undefined) })
    hand.pod('web-0', { containers: [{ name: 'web', livenessProbe: { periodSeconds: 5 } }, { name: 'side', readinessProbe: {} }] })
    return hand.at(46_000)
  }
  table('probe', probed, [
    [{ type: 'liveness', pod: 'web-0', outcome: 'failure', failures: 3, successes: '>= 6', first: '5s', last: '> 40s' }, 'passed'],
    [{ type: 'liveness', pod: 'pod/web-*', failures: 2 }, 'liveness probe of pods web-* | failures | 2 | 3'],
    [{ type: 'liveness', select: 'app=web', first: '< 5s' }, 'liveness probe of pods app=web | first | < 5s | 5s'],
    [{ type: 'readiness', pod: 'web-0', outcome: 'success' }, 'readiness probe of pod/web-0 | outcome | success | unknown'],
    [{ type: 'startup', pod: 'web-0', outcome: 'success' }, 'startup probe of pod/web-0 |  | at least one | no container has such a probe'],
    [{ type: 'liveness', pod: 'web-1', outcome: 'success' }, 'liveness probe of pod/web-1 |  | it exists | it does not exist'],
  ])
})

describe('event', () => {
  const said = (): HandMade => {
    const hand = handMade({ nodes: [{ name: 'worker-0' }] })
    const pod = hand.pod('web-0')
    const other = hand.deployment('web', 1)
    for (let i = 0; i < 3; i++) hand.at(i * 1000).event({ regarding: pod, type: 'Warning', reason: 'BackOff', message: 'Back-off restarting failed container web' })
    hand.event({ regarding: other, reason: 'ScalingReplicaSet', message: 'Scaled up replica set web-1 from 0 to 1', component: 'deployment-controller' })
    hand.event({ regarding: hand.cluster.store.get<Node>('Node', 'worker-0')!, reason: 'NodeNotReady', message: 'Node worker-0 status is now: NodeNotReady', component: 'node-controller' })
    return hand
  }
  table('event', said, [
    ['BackOff', 'passed'],
    [{ reason: 'BackOff', regarding: 'pod/web-*', count: 3, type: 'Warning' }, 'passed'],
    [{ reason: 'BackOff', regarding: 'web-0', count: '> 3' }, 'event BackOff of web-0 | count | > 3 | 3'],
    [{ regarding: 'pod/api', reason: 'Killing' }, 'event Killing of pod/api | count | >= 1 | 0'],
    [{ reason: 'ScalingReplicaSet', regarding: 'deployment/web', message: 'Scaled up*', from: 'deployment-controller' }, 'passed'],
    [{ reason: 'NodeNotReady', regarding: 'node/worker-0' }, 'passed'],
    [{ reason: 'BackOff', namespace: 'shop' }, 'event BackOff | count | >= 1 | 0'],
    [{ reason: 'Killing', count: 0 }, 'passed'],
  ])
  it('wants something to look for', () => {
    expect(problemsOf('event', { count: 1 })).toEqual(['/event: `event` must name at least one of reason, type, regarding, message, from, namespace'])
    expect(problemsOf('event', { regarding: 'gadget/x' })).toEqual(['/event/regarding: `regarding` names the kind `gadget`, which this cluster does not know'])
  })
})

describe('order', () => {
  const happened = (): HandMade => {
    const hand = handMade()
    const pod = hand.at(1000).pod('web-0', { status: { phase: 'Pending' } })
    hand.at(2000).event({ regarding: pod, reason: 'Pulled', message: 'a' })
    hand.at(3000).event({ regarding: pod, reason: 'Started', message: 'b' })
    hand.at(9000).setStatus(pod, { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] })
    hand.at(10_000).event({ regarding: pod, reason: 'Started', message: 'b' })
    return hand
  }
  table('order', happened, [
    [['Pulled', 'Started'], 'passed'],
    [[{ event: { reason: 'Pulled', regarding: 'pod/web-0' } }, { condition: 'Ready', of: 'pod/web-0' }, { reason: 'Started' }], 'passed'],
    [[{ reason: 'Started' }, { reason: 'Pulled' }], 'order of 2 things | 1 | event Pulled | it has not happened after event Started at 10s'],
    [[{ condition: 'Ready' }, { reason: 'Started', within: '1s' }], 'passed'],
    [[{ reason: 'Pulled' }, { condition: 'Ready', of: 'pod/web-0', within: '5s' }], 'order of 2 things | 1 | condition Ready=True of pod/web-0 within 5s | it has not happened after event Pulled at 2s'],
    [[{ reason: 'Pulled' }, { condition: { type: 'Ready', status: 'True', regarding: 'pod/web-0' } }], 'passed'],
    [[{ reason: 'Killing' }, { reason: 'Started' }], 'order of 2 things | 0 | event Killing | it has not happened'],
  ])
})

describe('resource', () => {
  const stored = (): HandMade => {
    const hand = handMade()
    hand.create<Deployment>({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default', labels: { app: 'web', tier: 'front' } },
      spec: {
        replicas: 3, selector: { matchLabels: { app: 'web' } }, strategy: { type: 'RollingUpdate' },
        template: { spec: { containers: [{ name: 'side', image: 'envoy:1' }, { name: 'web', image: 'nginx:1.27', args: ['-g', 'x'], resources: { requests: { cpu: '500m', memory: '1Gi' } } }] } },
      },
    })
    return hand
  }
  const web = (spec: Json): Json => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec })
  const inTemplate = (container: Json): Json => web({ template: { spec: { containers: [container] } } })
  table('resource', stored, [
    [web({ replicas: 3 }), 'passed'],
    [web({ replicas: '>= 4' }), 'deployment/web | spec.replicas | >= 4 | 3'],
    [{ kind: 'Deployment', metadata: { name: 'web', labels: { tier: 'f*' } } }, 'passed'],
    [{ kind: 'Deployment', metadata: { name: 'web', labels: { tier: 'back' } } }, 'deployment/web | metadata.labels.tier | back | front'],
    [inTemplate({ name: 'web', image: 'nginx:*' }), 'passed'],
    [inTemplate({ name: 'web', image: '/^httpd/' }), 'deployment/web | spec.template.spec.containers[web].image | /^httpd/ | nginx:1.27'],
    [inTemplate({ name: 'db' }), 'deployment/web | spec.template.spec.containers[db] | an item with name db | side, web'],
    [inTemplate({ name: 'web', args: ['-g'], resources: { requests: { cpu: '0.5', memory: '<= 2Gi' } } }), 'passed'],
    [inTemplate({ name: 'web', args: ['-h'] }), 'deployment/web | spec.template.spec.containers[web].args[0] | -h | -g'],
    [inTemplate({ name: 'web', resources: { requests: { cpu: '> 500m' } } }), 'deployment/web | spec.template.spec.containers[web].resources.requests.cpu | > 500m | 500m'],
    [web({ paused: null }), 'passed'],
    [web({ paused: true }), 'deployment/web | spec.paused | true | nothing'],
    [web({ strategy: null }), 'deployment/web | spec.strategy | nothing | {"type":"RollingUpdate"}'],
    [{ kind: 'Deployment', metadata: { name: 'api' } }, 'deployment/api |  | it exists | it does not exist'],
    [{ kind: 'Deployment', metadata: { name: 'w*' }, spec: { replicas: 3 } }, 'passed'],
  ])
  it('knows its kinds', () => {
    expect(problemsOf('resource', { kind: 'Gadget' })).toEqual(['/resource/kind: `kind` names the kind `Gadget`, which this cluster does not know'])
    expect(problemsOf('resource', { apiVersion: 'v1', kind: 'Deployment' })).toEqual(['/resource/kind: `kind` names the kind `Deployment` of v1, which this cluster does not know'])
  })
})
