import { describe, expect, it } from 'vitest'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { nextInstant } from '../../../../src/sim/run.js'
import type { Cluster } from '../../../../src/sim/state.js'
import { advance, cronJob, getCronJob, getJob, job, jobNames, newCluster, patch, said, user } from '../job/job-room.js'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
/** Jobs are called by the minute since 1970: this is 2026-01-01T00:00Z. */
const midnight = Date.parse('2026-01-01T00:00:00Z') / minute
const runs = (cluster: Cluster): readonly string[] => jobNames(cluster).map((name) => `${name.slice(0, name.lastIndexOf('-'))}+${Number(name.slice(name.lastIndexOf('-') + 1)) - midnight}`)

describe('a CronJob', () => {
  it('starts a Job a moment after its time, and knows of it until it is over', () => {
    const cluster = newCluster()
    cronJob(cluster, 'tick', { schedule: '*/5 * * * *' })
    advance(cluster, 5 * minute + 99)
    expect(jobNames(cluster)).toEqual([])
    advance(cluster, 20)
    expect(runs(cluster)).toEqual(['tick+5'])
    const [name] = jobNames(cluster)
    expect(getCronJob(cluster, 'tick').status).toMatchObject({ lastScheduleTime: '2026-01-01T00:05:00Z', active: [{ kind: 'Job', apiVersion: 'batch/v1', name, namespace: 'default' }] })
    expect(getJob(cluster, name!).metadata).toMatchObject({
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:05:00Z' }, ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true, blockOwnerDeletion: true }],
    })
    expect(getJob(cluster, name!).spec).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 6 })
    advance(cluster, minute)
    const { status } = getCronJob(cluster, 'tick')
    expect(status).toEqual({ lastScheduleTime: '2026-01-01T00:05:00Z', lastSuccessfulTime: getJob(cluster, name!).status.completionTime })
    expect(said(cluster, 'CronJob', 'tick')).toEqual([`SuccessfulCreate Created job ${name} x1`, `SawCompletedJob Saw completed job: ${name}, condition: Complete x1`])
  })

  it('waits for the next time and for nothing else', () => {
    const cluster = newCluster()
    cronJob(cluster, 'yearly', { schedule: '@yearly' })
    advance(cluster, second)
    expect(nextInstant(cluster)).toBe(365 * 24 * hour + 100)
  })

  it('keeps so many Jobs that are over', () => {
    const cluster = newCluster()
    cronJob(cluster, 'good', { successfulJobsHistoryLimit: 2 })
    cronJob(cluster, 'bad', { failedJobsHistoryLimit: 0 }, 'exit-1', { backoffLimit: 0 })
    advance(cluster, 4 * minute + 30 * second)
    expect(runs(cluster)).toEqual(['good+3', 'good+4'])
    expect(said(cluster, 'CronJob', 'good').filter((text) => text.startsWith('SuccessfulDelete'))).toEqual([`SuccessfulDelete Deleted job good-${midnight + 1} x1`, `SuccessfulDelete Deleted job good-${midnight + 2} x1`])
  })

  it('lets runs overlap, forbids it, or replaces the one before', () => {
    const cluster = newCluster()
    for (const concurrencyPolicy of ['Allow', 'Forbid', 'Replace']) cronJob(cluster, concurrencyPolicy.toLowerCase(), { concurrencyPolicy }, 'long')
    advance(cluster, 3 * minute + second)
    expect(runs(cluster)).toEqual(['allow+1', 'allow+2', 'allow+3', 'forbid+1', 'replace+3'])
    expect(getCronJob(cluster, 'allow').status.active).toHaveLength(3)
    expect(said(cluster, 'CronJob', 'forbid')).toEqual([`SuccessfulCreate Created job forbid-${midnight + 1} x1`, 'JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid x2'])
    expect(said(cluster, 'CronJob', 'replace').filter((text) => text.startsWith('SuccessfulDelete'))).toHaveLength(2)
  })

  it('starts the forbidden run once the one before is over, if that is in time', () => {
    for (const [startingDeadlineSeconds, expected] of [[undefined, ['late+1', 'late+2']], [3, ['late+1']]] as const) {
      const cluster = newCluster()
      cronJob(cluster, 'late', { concurrencyPolicy: 'Forbid', ...(startingDeadlineSeconds === undefined ? {} : { startingDeadlineSeconds }) }, 'long', { activeDeadlineSeconds: 70, backoffLimit: 0 })
      advance(cluster, 2 * minute + 30 * second)
      expect(runs(cluster)).toEqual(expected)
    }
  })

  it('starts nothing while it is suspended; one missed run after that, if that is in time', () => {
    for (const [startingDeadlineSeconds, expected] of [[undefined, ['idle+10']], [10, []]] as const) {
      const cluster = newCluster()
      cronJob(cluster, 'idle', { suspend: true, ...(startingDeadlineSeconds === undefined ? {} : { startingDeadlineSeconds }) })
      advance(cluster, 10 * minute + 30 * second)
      expect(jobNames(cluster)).toEqual([])
      patch(cluster, getCronJob(cluster, 'idle'), { suspend: false })
      advance(cluster, second)
      expect(runs(cluster)).toEqual(expected)
    }
  })

  it('warns of too many missed runs and starts the last one', () => {
    const cluster = newCluster()
    cronJob(cluster, 'idle', { suspend: true })
    advance(cluster, 3 * hour)
    patch(cluster, getCronJob(cluster, 'idle'), { suspend: false })
    advance(cluster, second)
    expect(runs(cluster)).toEqual(['idle+180'])
    expect(said(cluster, 'CronJob', 'idle')[0]).toBe('TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew x1')
  })

  it('follows a new schedule', () => {
    const cluster = newCluster()
    cronJob(cluster, 'moved', { schedule: '0 3 * * *' })
    advance(cluster, minute)
    patch(cluster, getCronJob(cluster, 'moved'), { schedule: '*/2 * * * *' })
    advance(cluster, 2 * minute)
    expect(runs(cluster)).toEqual(['moved+2'])
  })

  it('keeps the time of its zone', () => {
    const cluster = newCluster()
    cronJob(cluster, 'berlin', { schedule: '0 3 * * *', timeZone: 'Europe/Berlin' })
    advance(cluster, 2 * hour + second)
    expect(runs(cluster)).toEqual(['berlin+120'])
    expect(getJob(cluster, jobNames(cluster)[0]!).metadata.annotations).toEqual({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T03:00:00+01:00' })
  })

  it('says that the 30th of February never comes', () => {
    const cluster = newCluster()
    cronJob(cluster, 'never', { schedule: '0 0 30 2 *' })
    advance(cluster, second)
    expect(said(cluster, 'CronJob', 'never')).toEqual(['InvalidSchedule invalid schedule: 0 0 30 2 * : time difference between two schedules is less than 1 second x1'])
  })

  it('misses a Job that someone deletes, and wonders at one that it did not make', () => {
    const cluster = newCluster()
    cronJob(cluster, 'odd', {}, 'long')
    advance(cluster, minute + second)
    deleteObject(user(cluster), 'Job.batch', `default/odd-${midnight + 1}`, { propagation: 'Background' })
    advance(cluster, second)
    expect(getCronJob(cluster, 'odd').status.active).toBeUndefined()
    expect(said(cluster, 'CronJob', 'odd').at(-1)).toBe(`MissingJob Active job went missing: odd-${midnight + 1} x1`)
  })

  it('leaves a Job alone that has its name but another owner', () => {
    const cluster = newCluster()
    cronJob(cluster, 'clash', {})
    job(cluster, `clash-${midnight + 1}`, { image: 'long' })
    advance(cluster, minute + second)
    expect(said(cluster, 'CronJob', 'clash')).toEqual([])
    expect(getCronJob(cluster, 'clash').status).toEqual({})
  })

  it('goes with its Jobs', () => {
    const cluster = newCluster()
    cronJob(cluster, 'gone', {}, 'long')
    advance(cluster, 2 * minute)
    deleteObject(user(cluster), 'CronJob.batch', 'default/gone', { propagation: 'Background' })
    advance(cluster, minute)
    expect([jobNames(cluster), nextInstant(cluster)]).toEqual([[], undefined])
  })
})
