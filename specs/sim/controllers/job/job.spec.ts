import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { forkCluster } from '../../../../src/sim/cluster.js'
import { nextInstant } from '../../../../src/sim/run.js'
import { updateObject } from '../../../../src/sim/apiserver/update.js'
import { keyOf } from '../../../../src/sim/store/keys.js'
import { advance, conditions, create, getJob, job, newCluster, patch, pods, podTimes, said, user } from './job-room.js'

const second = 1000
const minute = 60 * second
const onExit = (action: string, ...values: readonly number[]): { readonly rules: readonly object[] } => ({ rules: [{ action, onExitCodes: { operator: 'In', values } }] })

describe('a Job', () => {
  it('runs pods to their completions, so many at a time', () => {
    const cluster = newCluster()
    job(cluster, 'fan', { completions: 3, parallelism: 2 })
    advance(cluster, 2 * second)
    expect(getJob(cluster, 'fan').status).toMatchObject({ active: 2, ready: 2, terminating: 0, uncountedTerminatedPods: {} })
    expect(getJob(cluster, 'fan').metadata.labels).toEqual(getJob(cluster, 'fan').spec.template.metadata?.labels)
    advance(cluster, minute)
    const { status } = getJob(cluster, 'fan')
    expect(status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} })
    expect([status.active, status.failed]).toEqual([undefined, undefined])
    expect(conditions(cluster, 'fan')).toEqual(['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached'])
    expect(status.completionTime).toBe(status.conditions?.at(-1)?.lastTransitionTime)
    expect(said(cluster, 'Job', 'fan')).toEqual(['SuccessfulCreate Created pod: fan-* x1', 'SuccessfulCreate Created pod: fan-* x1', 'SuccessfulCreate Created pod: fan-* x1', 'Completed Job completed x1'])
    expect(pods(cluster).map(({ metadata, status: { phase } }) => [phase, metadata.finalizers])).toEqual(Array.from({ length: 3 }, () => ['Succeeded', undefined]))
  })

  it('costs nothing once nothing changes', () => {
    const cluster = newCluster()
    job(cluster, 'long', { image: 'long', parallelism: 2 })
    advance(cluster, 5 * second)
    expect(nextInstant(cluster)).toBeUndefined()
  })

  it('without completions is over with the first pod that succeeds, once the others have ended', () => {
    const cluster = newCluster()
    job(cluster, 'queue', { parallelism: 3 })
    advance(cluster, minute)
    expect(getJob(cluster, 'queue').status).toMatchObject({ succeeded: 3 })
    expect(podTimes(cluster)).toHaveLength(3)
  })

  it('goes on in a fork as it would have', () => {
    const cluster = newCluster()
    job(cluster, 'broken', { image: 'exit-1', backoffLimit: 2 })
    advance(cluster, 15 * second)
    const fork = forkCluster(cluster)
    advance(fork, minute)
    expect(getJob(cluster, 'broken').status.failed).toBe(2)
    advance(cluster, minute)
    expect(getJob(fork, 'broken').status).toEqual(getJob(cluster, 'broken').status)
    expect(fork.log.length).toBe(cluster.log.length)
  })

  it('lets its pods go when it is deleted', () => {
    const cluster = newCluster()
    job(cluster, 'long', { image: 'long', completions: 2, parallelism: 2 })
    advance(cluster, 2 * second)
    deleteObject(user(cluster), 'Job.batch', 'default/long', { propagation: 'Background' })
    advance(cluster, 10 * second)
    expect(pods(cluster)).toEqual([])
  })

  it('of another controller is left alone', () => {
    const cluster = newCluster()
    job(cluster, 'other', { managedBy: 'example.org/queue' })
    advance(cluster, 10 * second)
    expect([getJob(cluster, 'other').status, pods(cluster)]).toEqual([{}, []])
  })

  it('adopts a pod that its selector matches, and counts it', () => {
    const cluster = newCluster()
    create(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'loose', namespace: 'default', labels: { run: 'a' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'ok' }] } })
    create(cluster, {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'own', namespace: 'default' },
      spec: { manualSelector: true, selector: { matchLabels: { run: 'a' } }, template: { metadata: { labels: { run: 'a' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'ok' }] } } },
    })
    advance(cluster, second)
    expect(pods(cluster).map(({ metadata }) => [metadata.name, metadata.finalizers, metadata.ownerReferences?.[0]?.name])).toEqual([['loose', ['batch.kubernetes.io/job-tracking'], 'own']])
    advance(cluster, minute)
    expect(getJob(cluster, 'own').status.succeeded).toBe(1)
  })

  it('adopts a pod though it has many of its own, and had counted many more', () => {
    const cluster = newCluster()
    const template = { metadata: { labels: { run: 'a' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'ok' }] } }
    create(cluster, {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'own', namespace: 'default' },
      spec: { completions: 301, parallelism: 150, manualSelector: true, selector: { matchLabels: { run: 'a' } }, template },
    })
    advance(cluster, 10 * second)
    for (const run of ['a', 'b']) {
      create(cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { name: `loose-${run}`, namespace: 'default', labels: { run } }, spec: template.spec })
    }
    advance(cluster, minute)
    const adopted = cluster.log.entries.filter(({ key, object: { metadata } }) => key.startsWith('default/loose') && metadata.ownerReferences?.[0]?.name === 'own')
    expect(new Set(adopted.map(({ key }) => key))).toEqual(new Set(['default/loose-a']))
    expect(getJob(cluster, 'own').status.succeeded).toBe(301)
  })
})

describe('a Job whose pods fail', () => {
  it('tries again after 10, 20, … seconds up to its limit', () => {
    const cluster = newCluster()
    job(cluster, 'broken', { image: 'exit-1', backoffLimit: 3 })
    advance(cluster, 3 * minute)
    expect(podTimes(cluster)).toEqual([0, 12, 34, 76])
    expect(getJob(cluster, 'broken').status).toMatchObject({ failed: 4, ready: 0 })
    expect(conditions(cluster, 'broken')).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded'])
    expect(said(cluster, 'Job', 'broken').at(-1)).toBe('BackoffLimitExceeded Job has reached the specified backoff limit x1')
    expect(getJob(cluster, 'broken').status.completionTime).toBeUndefined()
  })

  it('fails by its policy, with the rule in the message', () => {
    const cluster = newCluster()
    job(cluster, 'fatal', { image: 'exit-42', podFailurePolicy: onExit('FailJob', 42) as never })
    advance(cluster, 10 * second)
    const [pod] = pods(cluster)
    expect(said(cluster, 'Job', 'fatal').at(-1)).toBe(`PodFailurePolicy Container c for pod default/${pod!.metadata.name} failed with exit code 42 matching FailJob rule at index 0 x1`)
    expect(getJob(cluster, 'fatal').status).toMatchObject({ failed: 1 })
  })

  it('does not count failures that its policy ignores', () => {
    const cluster = newCluster()
    job(cluster, 'ignored', { image: 'exit-3', backoffLimit: 0, podFailurePolicy: onExit('Ignore', 3) as never })
    advance(cluster, minute)
    expect(getJob(cluster, 'ignored').status.failed).toBeUndefined()
    expect(conditions(cluster, 'ignored')).toEqual([])
    expect(podTimes(cluster)).toEqual([0, 12, 34])
  })

  it('counts nothing while it backs off beside a pod that is ready: the API server takes no status with fewer active pods than ready ones', () => {
    const cluster = newCluster()
    job(cluster, 'pair', { image: 'long', completions: 2, parallelism: 2, podReplacementPolicy: 'Failed' })
    advance(cluster, 5 * second)
    deleteObject(user(cluster), 'Pod', keyOf(pods(cluster)[0]!.metadata))
    advance(cluster, 5 * second)
    expect(getJob(cluster, 'pair').status).toMatchObject({ active: 2, ready: 2, terminating: 0 })
    expect(pods(cluster).map(({ status: { phase }, metadata: { finalizers } }) => [phase, finalizers?.length])).toEqual([['Failed', 1], ['Running', 1]])
    advance(cluster, 8 * second)
    expect(getJob(cluster, 'pair').status).toMatchObject({ active: 2, ready: 2, terminating: 0, failed: 1 })
    expect(podTimes(cluster)).toEqual([0, 0, 16])
  })

  it('is over in time with activeDeadlineSeconds, and its pods count as failed', () => {
    const cluster = newCluster()
    job(cluster, 'late', { image: 'long', activeDeadlineSeconds: 15 })
    advance(cluster, 15 * second + 20)
    expect(getJob(cluster, 'late').status).toMatchObject({ failed: 1, terminating: 1 })
    expect(conditions(cluster, 'late')).toEqual(['FailureTarget=True DeadlineExceeded'])
    advance(cluster, 10 * second)
    expect(conditions(cluster, 'late')).toEqual(['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded'])
    expect(pods(cluster)).toEqual([])
  })

  it.each([['TerminatingOrFailed', 1], ['Failed', undefined]] as const)('counts a deleted pod by its podReplacementPolicy %s', (podReplacementPolicy, failed) => {
    const cluster = newCluster()
    job(cluster, 'one', { image: 'long', podReplacementPolicy })
    advance(cluster, 2 * second)
    deleteObject(user(cluster), 'Pod', `default/${pods(cluster)[0]!.metadata.name}`)
    advance(cluster, 900)
    expect(getJob(cluster, 'one').status).toMatchObject({ terminating: 1 })
    expect(getJob(cluster, 'one').status.failed).toBe(failed)
    advance(cluster, 15 * second)
    expect(getJob(cluster, 'one').status).toMatchObject({ failed: 1, active: 1, terminating: 0 })
    expect(podTimes(cluster)).toHaveLength(2)
  })
})

describe('an Indexed Job', () => {
  it('runs every index once, in order, and its pods know theirs', () => {
    const cluster = newCluster()
    job(cluster, 'work', { completionMode: 'Indexed', completions: 4, parallelism: 2 })
    advance(cluster, minute)
    expect(getJob(cluster, 'work').status).toMatchObject({ succeeded: 4, completedIndexes: '0-3' })
    const indexed = pods(cluster).map(({ metadata, spec }) => [metadata.name.slice(0, -6), metadata.annotations, spec.hostname, spec.containers[0]?.env?.[0]?.name])
    expect(indexed).toEqual([0, 1, 2, 3].map((i) => [`work-${i}`, { 'batch.kubernetes.io/job-completion-index': String(i) }, `work-${i}`, 'JOB_COMPLETION_INDEX']))
    expect(pods(cluster)[3]?.metadata.labels?.['batch.kubernetes.io/job-completion-index']).toBe('3')
  })

  it('limits failures for each index', () => {
    const cluster = newCluster()
    job(cluster, 'each', { image: 'exit-1', completionMode: 'Indexed', completions: 2, parallelism: 2, backoffLimitPerIndex: 1 })
    advance(cluster, 5 * second)
    expect(getJob(cluster, 'each').status).toMatchObject({ failedIndexes: '' })
    expect(pods(cluster).map(({ metadata }) => metadata.finalizers)).toEqual(Array.from({ length: 2 }, () => ['batch.kubernetes.io/job-tracking']))
    advance(cluster, minute)
    expect(getJob(cluster, 'each').status).toMatchObject({ failed: 4, failedIndexes: '0,1' })
    expect(pods(cluster).map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'])).toEqual(['0', '0', '1', '1'])
    expect(conditions(cluster, 'each')).toEqual(['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes'])
  })

  it('stops when too many indexes have failed', () => {
    const cluster = newCluster()
    job(cluster, 'few', { image: 'exit-1', completionMode: 'Indexed', completions: 5, parallelism: 2, backoffLimitPerIndex: 0, maxFailedIndexes: 1 })
    advance(cluster, minute)
    expect(getJob(cluster, 'few').status).toMatchObject({ failedIndexes: '0,1' })
    expect(conditions(cluster, 'few').at(-1)).toBe('Failed=True MaxFailedIndexesExceeded')
  })

  it('has succeeded when its policy says so, and what still runs is no failure', () => {
    const cluster = newCluster()
    job(cluster, 'enough', { completionMode: 'Indexed', completions: 4, parallelism: 1, successPolicy: { rules: [{ succeededIndexes: '0-1' }] } })
    advance(cluster, minute)
    const { status } = getJob(cluster, 'enough')
    expect(status).toMatchObject({ succeeded: 2, completedIndexes: '0,1' })
    expect(status.failed).toBeUndefined()
    expect(status.conditions?.map(({ type, message }) => `${type} ${message}`)).toEqual(['SuccessCriteriaMet Matched rules at index 0', 'Complete Matched rules at index 0'])
  })

  it('gives up indexes beyond fewer completions', () => {
    const cluster = newCluster()
    const elastic = job(cluster, 'elastic', { image: 'long', completionMode: 'Indexed', completions: 3, parallelism: 3 })
    advance(cluster, 3 * second)
    patch(cluster, getJob(cluster, elastic.metadata.name), { completions: 1, parallelism: 1 })
    advance(cluster, 10 * second)
    expect(pods(cluster).map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'])).toEqual(['0'])
    expect(getJob(cluster, 'elastic').status).toMatchObject({ active: 1, ready: 1 })
  })
})

describe('a suspended Job', () => {
  it('starts no pods until it goes on', () => {
    const cluster = newCluster()
    job(cluster, 'asleep', { suspend: true })
    advance(cluster, 10 * second)
    expect(getJob(cluster, 'asleep').status.startTime).toBeUndefined()
    expect([conditions(cluster, 'asleep'), pods(cluster)]).toEqual([['Suspended=True JobSuspended'], []])
    patch(cluster, getJob(cluster, 'asleep'), { suspend: false })
    advance(cluster, minute)
    expect(getJob(cluster, 'asleep').status.startTime).toBe('2026-01-01T00:00:10Z')
    expect(conditions(cluster, 'asleep')).toEqual(['Suspended=False JobResumed', 'SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached'])
    expect(said(cluster, 'Job', 'asleep').map((text) => text.split(' ')[0])).toEqual(['Suspended', 'SuccessfulCreate', 'Resumed', 'Completed'])
  })

  it('has its pods deleted; they are no failures', () => {
    const cluster = newCluster()
    job(cluster, 'paused', { image: 'long', completions: 2, parallelism: 2 })
    advance(cluster, 3 * second)
    patch(cluster, getJob(cluster, 'paused'), { suspend: true })
    advance(cluster, 200)
    expect(getJob(cluster, 'paused').status).toMatchObject({ terminating: 2, ready: 0 })
    expect(getJob(cluster, 'paused').status.startTime).toBeUndefined()
    advance(cluster, 10 * second)
    expect([getJob(cluster, 'paused').status.failed, pods(cluster)]).toEqual([undefined, []])
  })
})

describe('a Job that is over', () => {
  it('goes some time later, its pods first', () => {
    const cluster = newCluster()
    job(cluster, 'swept', { ttlSecondsAfterFinished: 10 })
    advance(cluster, 15 * second)
    expect(conditions(cluster, 'swept').at(-1)).toBe('Complete=True CompletionsReached')
    advance(cluster, 3 * second)
    expect([getJob(cluster, 'swept'), pods(cluster)]).toEqual([undefined, []])
  })

  it('stays as long as its time is made longer', () => {
    const cluster = newCluster()
    job(cluster, 'kept', { ttlSecondsAfterFinished: 10 })
    advance(cluster, 10 * second)
    updateObject(user(cluster), { ...getJob(cluster, 'kept'), spec: { ...getJob(cluster, 'kept').spec, ttlSecondsAfterFinished: 100 } })
    advance(cluster, 90 * second)
    expect(getJob(cluster, 'kept')).toBeDefined()
    advance(cluster, 10 * second)
    expect(getJob(cluster, 'kept')).toBeUndefined()
  })
})
