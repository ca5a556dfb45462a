import { createObject } from '../../../../src/sim/apiserver/create.js'
import type { Draft } from '../../../../src/sim/apiserver/draft.js'
import { deleteObject } from '../../../../src/sim/apiserver/delete.js'
import { updateObject, updateStatus } from '../../../../src/sim/apiserver/update.js'
import { writeObject } from '../../../../src/sim/apiserver/write.js'
import { kindById } from '../../../../src/sim/api/kinds/registry.js'
import type { CronJob, Event, Job, KubeObject, Pod } from '../../../../src/sim/api/types.js'
import { timestamp } from '../../../../src/sim/clock.js'
import { defaultClusterOptions, scenarioContext } from '../../../../src/sim/cluster.js'
import { cronJobController } from '../../../../src/sim/controllers/cronjob/cronjob.js'
import { controllerActor, type AnyController } from '../../../../src/sim/controllers/define.js'
import { garbageCollector } from '../../../../src/sim/controllers/garbage-collector.js'
import { jobController } from '../../../../src/sim/controllers/job/job.js'
import { serviceAccountController } from '../../../../src/sim/controllers/serviceaccount.js'
import { ttlAfterFinished } from '../../../../src/sim/controllers/ttl-after-finished/ttl-after-finished.js'
import { runUntil } from '../../../../src/sim/run.js'
import { createCluster } from '../../../../src/sim/start.js'
import type { Actor, ActorContext, Cluster, ControlPlane } from '../../../../src/sim/state.js'
import { wakeAfter } from '../../../../src/sim/wake.js'
import { noServices } from '../../services.js'

/** How long containers of an image run, and what they exit with: `exit-42` fails after two seconds, `ok` ends well after five, `long` runs on. */
const exitOf = (image: string): readonly [afterMs: number, code: number] | undefined =>
  image === 'long' ? undefined : image === 'ok' ? [5000, 0] : [2000, Number(image.slice('exit-'.length))]

/** A node in miniature: starts every pod at once, ends it in its time, or a second after it is deleted. Not the product's kubelet. */
const node: Actor<undefined> = {
  name: 'node',
  watches: ['Pod'],
  create: () => undefined,
  fork: () => undefined,
  deliver: (context, _state, { type, object, key }) => {
    const pod = object as Pod
    if (type === 'ADDED') run(context, pod, key)
    else if (type === 'MODIFIED' && pod.metadata.deletionTimestamp !== undefined && (pod.metadata.deletionGracePeriodSeconds ?? 0) > 0) wakeAfter(context, `stop ${key}`, 1000)
  },
  wake: (context, _state, text) => {
    const [action, key] = text.split(' ') as [string, string]
    const pod = context.store.get<Pod>('Pod', key)
    if (pod === undefined) return
    const isOver = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed'
    if (!isOver) end(context, pod, action === 'stop' ? 143 : exitOf(pod.spec.containers[0]!.image!)![1])
    if (action === 'stop') deleteObject(context, 'Pod', key, { graceSeconds: 0 })
  },
}

function run(context: ActorContext, pod: Pod, key: string): void {
  const at = timestamp(context.cluster.clock, context.now)
  writeObject(context, { ...pod, spec: { ...pod.spec, nodeName: 'worker' }, status: { ...pod.status, phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at }] } })
  const exit = exitOf(pod.spec.containers[0]!.image!)
  if (exit !== undefined) wakeAfter(context, `end ${key}`, exit[0])
}

function end(context: ActorContext, pod: Pod, exitCode: number): void {
  const at = timestamp(context.cluster.clock, context.now)
  const state = { terminated: { exitCode, finishedAt: at } }
  updateStatus(context, pod, {
    ...pod.status, phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at }],
    containerStatuses: [{ name: 'c', state, ready: false, restartCount: 0, image: '', imageID: '' }],
  })
}

const controllers: readonly AnyController[] = [serviceAccountController, cronJobController, jobController, ttlAfterFinished, garbageCollector]

function plane(): ControlPlane {
  const actors = [...controllers.map(controllerActor), node as Actor]
  const watchers = new Map<string, number[]>()
  actors.forEach((actor, index) => actor.watches.forEach((kind) => watchers.set(kind, [...(watchers.get(kind) ?? []), index])))
  return { actors, watchers, services: noServices }
}

export const newCluster = (): Cluster => createCluster(plane(), { ...defaultClusterOptions, nodes: [] })
export const user = (cluster: Cluster): ActorContext => scenarioContext(cluster, 1)
export const advance = (cluster: Cluster, ms: number): void => void runUntil(cluster, cluster.now + ms)

export function create<T extends KubeObject>(cluster: Cluster, draft: object): T {
  const object = draft as KubeObject
  const id = `${object.kind}${object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : ''}`
  const created = createObject(user(cluster), kindById(id)!.defaults(object) as Draft)
  if (!created.ok) throw new Error(created.error.message)
  return created.value as T
}

type JobSpec = Partial<Job['spec']> & { readonly image?: string; readonly restartPolicy?: string }

const podTemplate = (image: string, restartPolicy: string): Job['spec']['template'] => ({ spec: { restartPolicy, containers: [{ name: 'c', image }] } })

export const job = (cluster: Cluster, name: string, { image = 'ok', restartPolicy = 'Never', ...spec }: JobSpec = {}): Job =>
  create(cluster, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'default' }, spec: { ...spec, template: podTemplate(image, restartPolicy) } })

export const cronJob = (cluster: Cluster, name: string, spec: Partial<CronJob['spec']>, image = 'ok', template: JobSpec = {}): CronJob =>
  create(cluster, {
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name, namespace: 'default' },
    spec: { schedule: '* * * * *', ...spec, jobTemplate: { spec: { ...template, template: podTemplate(image, 'Never') } } },
  })

export const getJob = (cluster: Cluster, name: string): Job => cluster.store.get<Job>('Job.batch', `default/${name}`)!
export const getCronJob = (cluster: Cluster, name: string): CronJob => cluster.store.get<CronJob>('CronJob.batch', `default/${name}`)!
export const jobNames = (cluster: Cluster): readonly string[] => [...cluster.store.list<Job>('Job.batch')].map(({ metadata }) => metadata.name).sort()
export const pods = (cluster: Cluster): readonly Pod[] => [...cluster.store.list<Pod>('Pod')]

export function patch<T extends Job | CronJob>(cluster: Cluster, object: T, spec: Partial<T['spec']>): void {
  updateObject(user(cluster), { ...object, spec: { ...object.spec, ...spec } })
}

/** `Type=Status Reason` of every condition. */
export const conditions = (cluster: Cluster, name: string): readonly string[] =>
  (getJob(cluster, name).status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`)

/** `Reason message xCount` of the events of an object; suffixes of pods made alike. */
export const said = (cluster: Cluster, kind: string, name: string): readonly string[] =>
  [...cluster.store.list<Event>('Event')].filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
    .map(({ reason, message, count }) => `${reason} ${message.replace(/-[0-9a-z]{5}$/, '-*')} x${count}`)

/** When pods were created, in seconds. */
export const podTimes = (cluster: Cluster): readonly number[] =>
  cluster.log.entries.filter(({ kind, type }) => kind === 'Pod' && type === 'ADDED').map(({ at }) => Math.round(at / 1000))
