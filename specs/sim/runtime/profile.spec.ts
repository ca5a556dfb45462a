import { describe, expect, it } from 'vitest'
import type { Container, Pod } from '../../../src/sim/api/types.js'
import type { ContainerBehaviour } from '../../../src/sim/behaviour.js'
import { defaultClusterOptions } from '../../../src/sim/cluster.js'
import { profileOf } from '../../../src/sim/runtime/profile.js'
import { workloadsOf } from '../../../src/sim/runtime/workload.js'

const owned = (kind: string, name: string, labels: Record<string, string> = {}): Pod => ({
  metadata: { name: `${name}-x`, namespace: 'default', uid: 'u', labels, ownerReferences: [{ apiVersion: 'v1', kind, name, uid: 'o', controller: true }] },
  spec: { containers: [{ name: 'c', image: 'registry/web:1' }], initContainers: [{ name: 'i', image: 'init' }, { name: 's', image: 'side', restartPolicy: 'Always' }] }, status: {},
}) as unknown as Pod

const replica = owned('ReplicaSet', 'web-5d4f', { 'pod-template-hash': '5d4f' })
const entry = (name: string, match: ContainerBehaviour['match'], rest: Partial<ContainerBehaviour> = {}): ContainerBehaviour =>
  ({ name, match, pull: undefined, startMs: undefined, run: undefined, stop: undefined, probes: {}, usage: undefined, ...rest })
const profile = (pod: Pod, container: Container, ...containers: ContainerBehaviour[]): ReturnType<typeof profileOf> => profileOf({ ...defaultClusterOptions, containers }, pod, container)

describe('workloadsOf', () => {
  it.each([
    ['a Deployment', replica, ['deployment/web', 'replicaset/web-5d4f', 'pod/web-5d4f-x']],
    ['a ReplicaSet', owned('ReplicaSet', 'web'), ['replicaset/web', 'pod/web-x']],
    ['a StatefulSet', owned('StatefulSet', 'db'), ['statefulset/db', 'pod/db-x']],
    ['a CronJob', owned('Job', 'tick-29012345'), ['cronjob/tick', 'job/tick-29012345', 'pod/tick-29012345-x']],
    ['a Job', owned('Job', 'load'), ['job/load', 'pod/load-x']],
  ])('names %s', (_, pod, refs) => expect(workloadsOf(pod)).toEqual(refs))
})

describe('profileOf', () => {
  const [main] = replica.spec.containers as [Container]

  it.each([
    ['image', { image: '*/web:*' }, true],
    ['an image that does not', { image: 'web:*' }, false],
    ['container', { container: 'c' }, true],
    ['workload', { workload: 'deployment/web' }, true],
    ['a workload glob', { workload: 'deployment/*' }, true],
    ['another workload', { workload: 'deployment/api' }, false],
    ['all of them', { image: '*web*', container: 'c', workload: 'replicaset/web-*' }, true],
    ['all but one', { image: '*web*', container: 'd', workload: 'replicaset/web-*' }, false],
    ['nothing', {}, true],
  ])('matches by %s', (_, match, isMatch) => expect(profile(replica, main, entry('containers[0]', match)).name).toBe(isMatch ? 'containers[0]' : 'default'))

  it('takes the first match', () => {
    const [a, b] = [entry('containers[0]', { image: '*' }, { startMs: 1 }), entry('containers[1]', { image: '*' }, { startMs: 2 })]
    expect(profile(replica, main, a, b)).toMatchObject({ name: 'containers[0]', startMs: 1 })
  })

  it('has defaults: a pull of 1 s, a start of 500 ms, runs for ever, ends 1 s after SIGTERM', () => {
    expect(profile(replica, main)).toMatchObject({ name: 'default', pull: [{ afterMs: 1_000 }], startMs: 500, runs: [{ exit: 0 }], stop: { afterMs: 1_000, exit: 0 } })
  })

  it('lets containers of Jobs and init containers end after 5 s, but not sidecars', () => {
    const ends = [{ forMs: 5_000, exit: 0 }]
    const job = owned('Job', 'load')
    const [init, sidecar] = job.spec.initContainers as [Container, Container]
    expect(profile(job, job.spec.containers[0]!).runs).toEqual(ends)
    expect(profile(job, init).runs).toEqual(ends)
    expect(profile(job, sidecar).runs).toEqual([{ exit: 0 }])
  })

  it('follows the command of the manifest, unless the scenario says more', () => {
    const asleep = { name: 'c', image: 'busybox', command: ['sleep', '3'] } as unknown as Container
    const pod = { ...replica, spec: { ...replica.spec, containers: [asleep] } } as Pod
    expect(profile(pod, asleep)).toMatchObject({ name: 'manifest', runs: [{ forMs: 3_000, exit: 0 }], stop: { exit: 137 } })
    expect(profile(pod, asleep, entry('containers[0]', {}, { run: [{ exit: 0 }] }))).toMatchObject({ name: 'containers[0]', runs: [{ exit: 0 }], stop: { afterMs: 1_000, exit: 0 } })
  })
})
