#!/usr/bin/env node
// `npm run bench`: each line is the median of several runs, its aim, and the ratio to the bare loop of the same size in the same run.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { forkCluster } from '../../dist/sim/cluster.js'
import { setImage } from '../../dist/sim/requests/set.js'
import { checkManifests } from '../../dist/harness/api.js'
import { bareLoop, bareObjects } from './bare-loop.mjs'
import { deployment, fullDeployment, newCluster, runUntil, scenarioContext, send, untilReady } from './clusters.mjs'

const only = process.argv[2]
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]

/** Milliseconds of `work(prepare())`, median of `runs` after some to warm up. */
function measure(runs, prepare, work, warmUps = 2) {
  const times = []
  for (let i = -warmUps; i < runs; i++) {
    const prepared = prepare()
    const start = process.hrtime.bigint()
    work(prepared)
    const ms = Number(process.hrtime.bigint() - start) / 1e6
    if (i >= 0) times.push(ms)
  }
  return median(times)
}

function report(name, ms, aimMs, bareMs) {
  const ratio = bareMs === undefined ? '' : `  ${(ms / bareMs).toFixed(1)} x the bare loop (${bareMs.toFixed(1)} ms)`
  console.log(`${name.padEnd(58)} ${ms.toFixed(2).padStart(9)} ms  aim ${String(aimMs).padStart(5)} ms  ${ms <= aimMs ? 'reached' : 'MISSED '}${ratio}`)
}

const benches = {
  fresh() { report('a fresh cluster of 3 nodes', measure(200, () => 3, newCluster), 0.3) },
  thousand() {
    const bare = measure(10, () => undefined, () => bareLoop(1000, 100))
    report('1,000 pods on 100 nodes until Ready', measure(7, () => newCluster(100), (cluster) => { send(cluster, deployment('web', 1000)); untilReady(cluster, 'web', 1000) }), 150, bare)
  },
  tenThousand() {
    const bare = measure(5, () => undefined, () => bareLoop(10_000, 1000))
    report('10,000 pods on 1,000 nodes until Ready', measure(3, () => newCluster(1000), (cluster) => { send(cluster, deployment('web', 10_000)); untilReady(cluster, 'web', 10_000) }), 2000, bare)
  },
  rollout() {
    const bare = measure(10, () => undefined, () => bareLoop(200, 10))
    const prepare = () => {
      const cluster = newCluster(10)
      send(cluster, deployment('web', 100))
      untilReady(cluster, 'web', 100)
      return cluster
    }
    report('a rolling update of 100 pods', measure(9, prepare, (cluster) => {
      setImage(scenarioContext(cluster, 2), { kind: 'Deployment.apps', namespace: 'default', name: 'web' }, { app: 'app:2' })
      untilReady(cluster, 'web', 100, 2)
    }), 30, bare)
  },
  idle() {
    const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5 }
    const prepare = () => {
      const cluster = newCluster(10)
      send(cluster, deployment('web', 100, { readinessProbe: probe, livenessProbe: probe }))
      untilReady(cluster, 'web', 100)
      return cluster
    }
    report('an idle hour of 100 pods with probes on 10 nodes', measure(9, prepare, (cluster) => runUntil(cluster, cluster.now + 3_600_000)), 10)
    report('24 idle hours of the same', measure(9, prepare, (cluster) => runUntil(cluster, cluster.now + 86_400_000)), 20)
  },
  crashLoops() {
    const crash = { name: 'crash', match: {}, run: [{ forMs: 1000, exit: 1 }], probes: {} }
    const prepare = (...manifests) => () => {
      const cluster = newCluster(10, [crash])
      for (const manifest of manifests) send(cluster, manifest)
      return cluster
    }
    const pods = Array.from({ length: 1000 }, (_, i) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${i}` }, spec: { containers: [{ name: 'app', image: 'app:1' }] } }))
    const day = (cluster) => runUntil(cluster, 86_400_000)
    report('24 hours of 1,000 crash-looping pods', measure(1, prepare(...pods), day, 1), 2000)
    report('24 hours of 1,000 crash-looping pods of a Deployment', measure(1, prepare(deployment('web', 1000)), day, 0), 2000)
  },
  threeProbes() {
    const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5 }
    const prepare = () => {
      const cluster = newCluster(200)
      send(cluster, deployment('web', 10_000, { startupProbe: probe, readinessProbe: probe, livenessProbe: probe }))
      untilReady(cluster, 'web', 10_000)
      return cluster
    }
    report('24 idle hours of 10,000 pods with three probes each', measure(1, prepare, (cluster) => runUntil(cluster, cluster.now + 86_400_000), 0), 100)
  },
  fork() {
    const cluster = newCluster(50)
    send(cluster, deployment('web', 800))
    untilReady(cluster, 'web', 800)
    report(`a fork of ${cluster.store.size} objects`, measure(50, () => cluster, forkCluster), 1)
    const apart = measure(9, () => forkCluster(cluster), (fork) => send(fork, deployment('other', 1)))
    report('the first write after it', apart, 10)
  },
  manifests() {
    const count = 1000
    const manifests = Array.from({ length: count }, (_, i) => fullDeployment(`web-${i}`))
    const bare = measure(15, () => undefined, () => bareObjects(manifests))
    const ms = measure(15, () => newCluster(3), (cluster) => manifests.forEach((manifest) => send(cluster, manifest)))
    report('1,000 Deployments decoded, defaulted, validated and stored', ms, 50, bare)
    console.log(`${''.padEnd(58)} ${Math.round((count / ms) * 1000).toLocaleString('en').padStart(9)} a second`)
  },
  async corpus() {
    const corpus = join(import.meta.dirname, '../../../shared/corpus')
    if (!existsSync(corpus)) return console.log('skipped: the corpus of manifests is not here')
    const files = readdirSync(corpus, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)).filter((file) => !file.includes('openapi-v3'))
    const start = process.hrtime.bigint()
    for (const file of files) await checkManifests([file])
    report(`${files.length} files of manifests checked, each on a cluster of its own`, Number(process.hrtime.bigint() - start) / 1e6, 3000)
  },
  process() {
    const cli = join(import.meta.dirname, '../../dist/bin/seatrial.js')
    const file = join(import.meta.dirname, '../scenarios/healthy-deploy.yaml')
    report('`seatrial run` of one example, the whole process', measure(9, () => undefined, () => {
      const { status, stderr } = spawnSync(process.execPath, [cli, 'run', file], { encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
    }), 300)
  },
  memory() {
    const script = `import { deployment, newCluster, send, untilReady } from ${JSON.stringify(join(import.meta.dirname, 'clusters.mjs'))}
      const cluster = newCluster(1000); send(cluster, deployment('web', 10000)); untilReady(cluster, 'web', 10000)
      globalThis.gc(); console.log(process.memoryUsage().rss / 1e6, cluster.log.length)`
    const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], { encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    const [megabytes, entries] = stdout.trim().split(' ').map(Number)
    console.log(`${'memory with 10,000 pods and their log'.padEnd(58)} ${megabytes.toFixed(0).padStart(9)} MB  aim   500 MB  ${megabytes <= 500 ? 'reached' : 'MISSED '}  ${entries} log entries`)
  },
}

for (const [name, bench] of Object.entries(benches)) if (only === undefined || only === name) await bench()
