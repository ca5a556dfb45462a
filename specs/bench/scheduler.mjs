#!/usr/bin/env node
// `node specs/bench/scheduler.mjs [NAME]`: workloads sized as upstream's scheduler_perf (v1.36 test/integration/scheduler_perf), in pods a second.
// Measured is scheduling alone, on a cluster whose nodes and pods are there and whose queue is filled: popping a pod, filters and scores
// over nodes, the choice, and counting the pod on its node; for pods that cannot be placed also preemption's dry runs, the condition and
// the event. Not measured: creating pods, binding them, watch deliveries. Beside it stands the bare loop: for each pod one pass over an
// array of free slots to find the emptiest node, as simple a scheduler as can be, without any of the rules.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = pathToFileURL(`${process.env['BENCH_DIST'] ?? join(import.meta.dirname, '../../dist')}/`)
const load = (file) => import(new URL(file, dist).href)
const { createCluster } = await load('sim/start.js')
const { defaultClusterOptions, scenarioContext } = await load('sim/cluster.js')
const { controlPlane } = await load('sim/control-plane.js')
const { runUntil } = await load('sim/run.js')
const { createObject } = await load('sim/apiserver/create.js')
const { schedulePods } = await load('sim/scheduler/schedule-pods.js')
const { scheduler } = await load('sim/scheduler/scheduler.js')
const { enqueueNew } = await load('sim/scheduler/queue/queue.js')

const alone = { ...controlPlane, actors: [scheduler], watchers: new Map(scheduler.watches.map((kind) => [kind, [0]])) }
const capacity = { cpu: '4', memory: '32Gi', pods: '110', 'ephemeral-storage': '1Ti' }
const zones = ['zone-a', 'zone-b', 'zone-c']

function clusterOf(count, zoneCount = 0) {
  const nodes = Array.from({ length: count }, (_, i) => ({
    name: `node-${i}`, capacity, allocatable: capacity, taints: [],
    labels: { 'kubernetes.io/hostname': `node-${i}`, ...(zoneCount === 0 ? {} : { 'topology.kubernetes.io/zone': zones[i % zoneCount] }) },
  }))
  const cluster = createCluster(alone, { ...defaultClusterOptions, nodes, limits: unlimited() })
  runUntil(cluster, 5)
  return cluster
}

const unlimited = () => Object.fromEntries(Object.keys(defaultClusterOptions.limits).map((name) => [name, Number.MAX_SAFE_INTEGER]))

const pod = (name, { labels = {}, requests = { cpu: '100m', memory: '500Mi' }, priority = 0, ...spec } = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels },
  spec: { containers: [{ name: 'pause', image: 'pause:3', resources: { requests } }], terminationGracePeriodSeconds: 0, ...(priority === 0 ? {} : { priorityClassName: `p${priority}` }), ...spec },
})

function create(cluster, manifest) {
  const result = createObject(scenarioContext(cluster, 1), manifest)
  if (!result.ok) throw new Error(result.error.message)
}

const createMany = (cluster, count, prefix, shapeOf) => {
  for (let i = 0; i < count; i++) create(cluster, pod(`${prefix}-${i}`, shapeOf(i)))
}

/** The cluster with `initial` pods placed and bound, and the measured ones in the queue. */
function prepare({ nodes, zoneCount, initial = 0, initialShape, measured, shape, classes = [] }) {
  const cluster = clusterOf(nodes, zoneCount)
  for (const value of classes) create(cluster, { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: `p${value}` }, value })
  createMany(cluster, initial, 'init', initialShape ?? shape)
  runUntil(cluster, cluster.now + 5_000)
  const log = cluster.log.entries.length
  createMany(cluster, measured, 'pod', shape)
  const context = { ...scenarioContext(cluster, 1), slot: cluster.slots[0], by: scheduler.name }
  const state = cluster.slots[0].state
  for (const { object, key } of cluster.log.entries.slice(log)) if (object.kind === 'Pod') enqueueNew(context, state, key, object)
  return { context, state, cluster }
}

const labelled = (color, more = {}) => () => ({ labels: { color }, ...more })
const term = (topologyKey, color) => ({ requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: { color } } }] })
const spread = { topologySpreadConstraints: [{ maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { color: 'blue' } } }] }
const plain = () => ({})

const workloads = {
  basic: { title: 'SchedulingBasic', aim: 20_000, nodes: 5000, initial: 1000, measured: 10_000, shape: plain },
  spreading: { title: 'TopologySpreading, hard, 3 zones', aim: 10_000, nodes: 5000, zoneCount: 3, initial: 5000, measured: 5000, initialShape: plain, shape: labelled('blue', spread) },
  anti: { title: 'SchedulingPodAntiAffinity, hostname', aim: 5000, nodes: 5000, initial: 1000, measured: 2000, shape: labelled('green', { affinity: { podAntiAffinity: term('kubernetes.io/hostname', 'green') } }) },
  affinity: { title: 'SchedulingPodAffinity, 1 zone', aim: 5000, nodes: 5000, zoneCount: 1, initial: 5000, measured: 5000, shape: labelled('blue', { affinity: { podAffinity: term('topology.kubernetes.io/zone', 'blue') } }) },
  preemption: {
    title: 'PreemptionBasic', aim: 2000, nodes: 1000, initial: 4000, measured: 1000, classes: [10], initialShape: () => ({ requests: { cpu: '900m', memory: '500Mi' } }),
    shape: () => ({ requests: { cpu: '3', memory: '500Mi' }, priority: 10 }),
  },
  unschedulable: {
    title: 'Unschedulable, every 50th pod', aim: 10_000, nodes: 5000, initial: 100, measured: 10_000, classes: [10], initialShape: plain,
    shape: (i) => (i % 50 === 0 ? { requests: { cpu: '9', memory: '500Mi' }, priority: 10 } : {}),
  },
  templates: {
    title: '1,000 templates in turn, 20 sizes', aim: 10_000, nodes: 5000, initial: 1000, measured: 10_000,
    shape: (i) => ({ labels: { app: `app-${i % 1000}` }, requests: { cpu: `${50 + 10 * (i % 20)}m`, memory: '100Mi' } }),
  },
  sizes: {
    title: '1,000 templates in turn, each of its own size', aim: 1000, nodes: 5000, initial: 1000, measured: 5000,
    shape: (i) => ({ labels: { app: `app-${i % 1000}` }, requests: { cpu: `${50 + (i % 1000)}m`, memory: '100Mi' } }),
  },
  preferred: {
    title: 'SchedulingPreferredPodAffinity', aim: 5000, nodes: 5000, initial: 5000, measured: 5000,
    shape: labelled('red', { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { color: 'red' } } } }] } } }),
  },
  softSpreading: { title: 'PreferredTopologySpreading, 3 zones', aim: 5000, nodes: 5000, zoneCount: 3, initial: 5000, measured: 5000, initialShape: plain, shape: labelled('blue', { topologySpreadConstraints: [{ ...spread.topologySpreadConstraints[0], whenUnsatisfiable: 'ScheduleAnyway' }] }) },
  nodeAffinity: {
    title: 'SchedulingNodeAffinity', aim: 10_000, nodes: 5000, zoneCount: 1, initial: 5000, measured: 10_000,
    shape: () => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['zone-a', 'zone-b'] }] }] } } } }),
  },
}

/** Free slots by node; for each pod the emptiest. */
function bareLoop(nodes, pods) {
  const free = new Int32Array(nodes).fill(110)
  for (let i = 0; i < pods; i++) {
    let best = 0
    for (let n = 1; n < nodes; n++) if (free[n] > free[best]) best = n
    free[best]--
  }
  return free
}

/** Seconds of processor time of this process, collecting garbage included, so that other load on the machine does not count. */
const seconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const secondsOf = (work) => {
  const start = seconds()
  work()
  return seconds() - start
}
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
const rate = (count, seconds) => Math.round(count / seconds)
const text = (number) => number.toLocaleString('en-US').padStart(11)

/** Median of five runs after one to warm up. */
function measure(workload, runs = Number(process.env['RUNS'] ?? 5)) {
  const times = []
  for (let i = -1; i < runs; i++) {
    const { context, state } = prepare(workload)
    globalThis.gc?.()
    const took = secondsOf(() => schedulePods(context, state))
    if (i >= 0) times.push(took)
  }
  return rate(workload.measured, median(times))
}

function bench(name) {
  const { title, aim, nodes, measured } = workloads[name]
  const own = measure(workloads[name])
  const bare = rate(measured, median([0, 1, 2].map(() => secondsOf(() => bareLoop(nodes, measured)))))
  console.log(`${`${title}: ${nodes} nodes, ${measured} pods`.padEnd(64)}${text(own)} pods/s  aim ${text(aim)}  ${own >= aim ? 'reached' : 'MISSED '}  bare loop ${text(bare)}`)
}

/** What one more pod on a known template costs as clusters grow. */
function growth() {
  for (const nodes of [100, 1000, 10_000]) {
    const own = measure({ nodes, initial: 100, measured: 2000, shape: plain }, 3)
    const bare = rate(2000, secondsOf(() => bareLoop(nodes, 2000)))
    console.log(`${`one more pod on a known template, ${nodes} nodes`.padEnd(64)}${(1e6 / own).toFixed(2).padStart(11)} us/pod  bare loop ${(1e6 / bare).toFixed(2).padStart(8)} us/pod`)
  }
}

const only = process.argv[2]
for (const name of Object.keys(workloads)) if (only === undefined || only === name) bench(name)
if (only === undefined || only === 'growth') growth()
