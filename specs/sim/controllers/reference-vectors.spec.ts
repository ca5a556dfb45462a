import { expect, it } from 'vitest'
import type { CronJob, Deployment, Job, ReplicaSet } from '../../../src/sim/api/types.js'
import { advance, apply, change, fullCluster, podTemplate } from './full-cluster.js'
import { active, advance as pass, create, deployment, eventTexts, newCluster, pods, setImage, setReady, withoutNodes } from './workloads.js'

it('a rolling update of ten, whose new pods become ready one by one', () => {
  const cluster = newCluster(withoutNodes)
  create(cluster, deployment('web', { replicas: 10 }))
  pass(cluster, 1_000)
  for (const pod of active(cluster)) setReady(cluster.slots[0]!.context, `default/${pod.metadata.name}`, true)
  pass(cluster, 1_000)
  setImage(cluster, 'web', 'web:2')
  pass(cluster, 1_000)
  const sizes = (): string => [...cluster.store.list<ReplicaSet>('ReplicaSet.apps')].map(({ spec }) => spec.replicas).join(' ')
  expect(sizes()).toBe('8 5')
  const seen: string[] = []
  for (let i = 0; i < 8; i++) {
    const next = active(cluster).find(({ status, spec }) => spec.containers[0]?.image === 'web:2' && !status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
    setReady(cluster.slots[0]!.context, `default/${next!.metadata.name}`, true)
    pass(cluster, 1_000)
    seen.push(sizes())
  }
  expect(seen).toEqual(['7 6', '6 7', '5 8', '4 9', '3 10', '2 10', '1 10', '0 10'])
})

it('after an outage only the last run that was missed starts, named after its minute', () => {
  const cluster = fullCluster(['worker-0'], '2026-01-01T10:02:00Z')
  const jobTemplate = { spec: { template: { ...podTemplate('work', 'work:1'), spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'work:1' }] } } } }
  apply(cluster, { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'cj' }, spec: { schedule: '*/5 * * * *', suspend: true, jobTemplate } })
  advance(cluster, 59.5 * 60_000)
  change<CronJob>(cluster, 'CronJob.batch', 'default/cj', (object) => ({ ...object, spec: { ...object.spec, suspend: false } }))
  advance(cluster, 1_000)
  const jobs = [...cluster.store.list<Job>('Job.batch')].map(({ metadata }) => metadata.name)
  expect(jobs).toEqual([`cj-${Date.UTC(2026, 0, 1, 11) / 60_000}`])
})

it('a Deployment that has succeeded and loses its pods asks for nothing more', () => {
  const cluster = newCluster(withoutNodes)
  create(cluster, deployment('web', { replicas: 1, progressDeadlineSeconds: 10 }))
  pass(cluster, 1_000)
  const name = `default/${pods(cluster)[0]!.metadata.name}`
  setReady(cluster.slots[0]!.context, name, true)
  pass(cluster, 1_000)
  setReady(cluster.slots[0]!.context, name, false)
  pass(cluster, 20_000)
  const before = cluster.handledEvents
  pass(cluster, 3_600_000)
  expect(cluster.handledEvents - before).toBeLessThan(10)
  expect(cluster.store.get<Deployment>('Deployment.apps', 'default/web')?.status.availableReplicas).toBeUndefined()
  expect(eventTexts(cluster, 'ScalingReplicaSet')).toHaveLength(1)
})
