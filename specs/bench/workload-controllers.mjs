#!/usr/bin/env node
// `node specs/bench/workload-controllers.mjs [NAME]`: whole clusters, kubelets and scheduler included, under the load of one controller.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = pathToFileURL(`${process.env['BENCH_DIST'] ?? join(import.meta.dirname, '../../dist')}/`)
const load = (file) => import(new URL(file, dist).href)
const { createCluster } = await load('sim/start.js')
const { defaultClusterOptions, scenarioContext } = await load('sim/cluster.js')
const { controlPlane } = await load('sim/control-plane.js')
const { createRequest } = await load('sim/requests/create.js')
const { setImage } = await load('sim/requests/set.js')
const { runUntil } = await load('sim/run.js')

const only = process.argv[2]
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
const capacity = { cpu: '640', memory: '2560Gi', pods: '1000', 'ephemeral-storage': '1Ti' }
const quick = [
  { name: 'job', match: { image: 'work:*' }, pull: [{ afterMs: 100 }], startMs: 100, run: [{ forMs: 1000, exit: 0 }], stop: undefined, probes: {}, usage: undefined },
  { name: 'app', match: { image: 'app:*' }, pull: [{ afterMs: 10 }], startMs: 10, run: undefined, stop: { afterMs: 10, exit: 0 }, probes: {}, usage: undefined },
]

function newCluster(nodes) {
  const limits = Object.fromEntries(Object.keys(defaultClusterOptions.limits).map((name) => [name, Number.MAX_SAFE_INTEGER]))
  return createCluster(controlPlane, {
    ...defaultClusterOptions, containers: quick, limits,
    nodes: Array.from({ length: nodes }, (_, i) => ({ name: `node-${i}`, capacity, allocatable: capacity, labels: {}, taints: [] })),
  })
}

function send(cluster, manifest) {
  const result = createRequest(scenarioContext(cluster, 1), manifest, 'default')
  if (!result.ok) throw new Error(result.error.message)
}

const template = (app, image, spec = {}) => ({ metadata: { labels: { app } }, spec: { terminationGracePeriodSeconds: 1, ...spec, containers: [{ name: 'c', image }] } })

function until(cluster, kind, name, isThere, ms) {
  const get = () => cluster.store.get(kind, `default/${name}`)
  runUntil(cluster, cluster.now + ms, () => (isThere(get()) ? 'stop' : undefined))
  if (!isThere(get())) throw new Error(`${kind}/${name}: ${JSON.stringify(get()?.status).slice(0, 400)}`)
}

/** Milliseconds of `work(prepare())`, median of `runs` after one to warm up. */
function measure(runs, prepare, work) {
  const times = []
  for (let i = -1; i < runs; i++) {
    const prepared = prepare()
    const start = process.hrtime.bigint()
    work(prepared)
    if (i >= 0) times.push(Number(process.hrtime.bigint() - start) / 1e6)
  }
  return median(times)
}

function report(name, ms, aimMs) {
  console.log(`${name.padEnd(66)} ${ms.toFixed(0).padStart(7)} ms  aim ${String(aimMs).padStart(5)} ms  ${ms <= aimMs ? 'reached' : 'MISSED'}`)
}

const benches = {
  statefulset() {
    const manifest = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { replicas: 1000, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db', 'app:1') } }
    report('ordered start of a StatefulSet of 1,000', measure(5, () => newCluster(20), (cluster) => {
      send(cluster, manifest)
      until(cluster, 'StatefulSet.apps', 'db', (set) => set.status.readyReplicas === 1000, 36_000_000)
    }), 300)
  },
  job() {
    const manifest = {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' },
      spec: { completionMode: 'Indexed', completions: 10_000, parallelism: 500, template: template('work', 'work:1', { restartPolicy: 'Never' }) },
    }
    report('10,000 completions of an Indexed Job, 500 at a time', measure(3, () => newCluster(20), (cluster) => {
      send(cluster, manifest)
      until(cluster, 'Job.batch', 'work', (job) => job.status.succeeded === 10_000 && job.status.completionTime !== undefined, 36_000_000)
    }), 1500)
  },
  cronjobs() {
    const manifest = (i) => ({
      apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: `job-${i}` },
      spec: { schedule: `${i % 60} ${i % 24} * * *`, jobTemplate: { spec: { template: template('job', 'work:1', { restartPolicy: 'Never' }) } } },
    })
    const prepare = () => {
      const cluster = newCluster(10)
      for (let i = 0; i < 500; i++) send(cluster, manifest(i))
      return cluster
    }
    report('500 CronJobs, each once a day, over 30 days', measure(3, prepare, (cluster) => runUntil(cluster, cluster.now + 30 * 86_400_000)), 5000)
  },
  services() {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 20, selector: { matchLabels: { app: 'web' } }, template: template('web', 'app:1') } }
    const service = (i) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: `web-${i}` }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } })
    const prepare = () => {
      const cluster = newCluster(10)
      send(cluster, deployment)
      for (let i = 0; i < 2000; i++) send(cluster, service(i))
      until(cluster, 'Deployment.apps', 'web', ({ status }) => status.availableReplicas === 20, 600_000)
      runUntil(cluster, cluster.now + 60_000)
      return cluster
    }
    report('a full rollout behind 2,000 Services of 20 endpoints each', measure(3, prepare, (cluster) => {
      setImage(scenarioContext(cluster, 2), { kind: 'Deployment.apps', namespace: 'default', name: 'web' }, { c: 'app:2' })
      until(cluster, 'Deployment.apps', 'web', ({ status }) => status.observedGeneration === 2 && status.updatedReplicas === 20 && status.availableReplicas === 20 && status.replicas === 20, 600_000)
      runUntil(cluster, cluster.now + 60_000)
    }), 3000)
  },
}

for (const [name, bench] of Object.entries(benches)) if (only === undefined || only === name) bench()
