import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createObject } from '../../../src/sim/apiserver/create.js'
import { updateObject } from '../../../src/sim/apiserver/update.js'
import { forkCluster, scenarioContext } from '../../../src/sim/cluster.js'
import { containerQuestions } from '../../../src/sim/kubelet/exec-session.js'
import { CycleEntry } from '../../../src/sim/kubelet/cycle-entry.js'
import type { Cluster } from '../../../src/sim/state.js'
import type { LogEntry } from '../../../src/sim/store/log.js'
import { advance, at, behaviour, bind, inject, newRoom, podOf, remove } from './kubelet-room.js'

const crash = behaviour('web:*', { pull: [{ afterMs: 300 }], startMs: 40, run: [{ forMs: 1000, exit: 1 }] })

/** Restarts that come round alike are told without being made only where same-instant races are not drawn. */
const room = (interleave: 'fifo' | 'seeded', behaviours = [crash]): Cluster => newRoom(behaviours, 2, {}, { interleave })

/** What was told, without what depends on the order within an instant: revisions, and the serials of Events. */
const told = (log: readonly LogEntry[]): readonly string[] =>
  log.map(({ at: when, type, by, object }) => `${String(when).padStart(12)} ${type} ${by} ${JSON.stringify(object)}`
    .replace(/"(resourceVersion|uid)":"[^"]*"/g, '').replace(/18a3[0-9a-f]{8}/g, 'EVENT')).toSorted()

/** The first lines that only one of two logs has. */
function difference(a: readonly string[], b: readonly string[]): readonly string[] {
  const [inA, inB] = [new Set(a), new Set(b)]
  const only = [...a.filter((line) => !inB.has(line)).map((line) => `- ${line}`), ...b.filter((line) => !inA.has(line)).map((line) => `+ ${line}`)]
  return only.length === 0 && a.length !== b.length ? ['a line comes more often in one of them'] : only.toSorted((x, y) => x.slice(2, 14).localeCompare(y.slice(2, 14))).slice(0, 2).map((line) => line.slice(0, 900))
}

const bothWays = (pauses: Pauses, behaviours?: Parameters<typeof room>[1], pods: Pods = plainPods): readonly string[] =>
  difference(live(room('seeded', behaviours), pauses, pods), live(room('fifo', behaviours), pauses, pods))

const countTold = (cluster: Cluster): number => cluster.log.entries.filter((entry) => entry instanceof CycleEntry).length

type Disturbance = (cluster: Cluster) => void
const disturbances: Readonly<Record<string, Disturbance>> = {
  'nothing': () => {},
  'a deleted pod': (cluster) => remove(cluster, 'p'),
  'a pod killed at once': (cluster) => remove(cluster, 'q', { graceSeconds: 0 }),
  'a label': (cluster) => void updateObject(scenarioContext(cluster, 2), { ...podOf(cluster, 'q')!, metadata: { ...podOf(cluster, 'q')!.metadata, labels: { a: 'b' } } }),
  'a node that fails and comes back': (cluster) => {
    const heal = inject(cluster, 'node-failure', { nodes: ['worker-0'] })
    advance(cluster, 47)
    heal()
  },
  'a node out of reach for a while': (cluster) => {
    const heal = inject(cluster, 'node-partition', { nodes: ['worker-0'] })
    advance(cluster, 333)
    heal()
  },
  'containers that are killed': (cluster) => inject(cluster, 'pod-kill', { pods: [{ namespace: 'default', name: 'p', uid: podOf(cluster, 'p')!.metadata.uid }] }, false),
  'a ConfigMap': (cluster) => void createObject(scenarioContext(cluster, 2), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${cluster.now}`, namespace: 'default' } } as never),
  'a reboot': (cluster) => inject(cluster, 'node-reboot', { nodes: ['worker-0'] }, false),
}

/** Milliseconds into the run up to which steps of a round follow each other closely: before, between and in them. */
const momentsOfARound = [632_579, 632_580, 632_581, 632_623, 632_624, 632_625, 632_626, 632_627, 632_628, 634_584, 634_585, 634_586, 695_579, 695_580, 695_581, 756_580, 756_581]

type Pauses = readonly (readonly [number, string])[]
type Pods = (cluster: Cluster) => void
const plainPods: Pods = (cluster) => {
  bind(cluster, 'p', [{ name: 'app' }])
  bind(cluster, 'q', [{ name: 'app' }, { name: 'steady', image: 'steady:1' }])
}

/** Scripts that leave traces: lines, files of their own, files in a volume of the pod, a message as their last word. */
const script = 'echo begin; mkdir -p /cache/a; echo "$HOSTNAME" > /cache/a/b; for i in 1 2; do sleep 1; ls /cache/a; done; echo done > /tmp/x; cat /tmp/x > /dev/termination-log; exit 3'
const scriptedPods: Pods = (cluster) => {
  const app = { name: 'app', image: 'busybox:1', command: ['sh', '-c', script], volumeMounts: [{ name: 'cache', mountPath: '/cache' }] }
  const volumes = [{ name: 'cache', emptyDir: {} }]
  bind(cluster, 'p', [app], { volumes })
  bind(cluster, 'q', [app, { name: 'steady', image: 'steady:1' }], { volumes })
}

function live(cluster: Cluster, pauses: Pauses, pods: Pods = plainPods): readonly string[] {
  pods(cluster)
  at(cluster, 1_200)
  for (const [pauseMs, what] of pauses) {
    advance(cluster, pauseMs / 1000)
    if (podOf(cluster, 'p') !== undefined && podOf(cluster, 'q') !== undefined) disturbances[what]!(cluster)
  }
  advance(cluster, 5_000)
  return told(cluster.log.entries)
}

describe('restarts that come round alike', () => {
  it('are told from their pattern', () => {
    const cluster = room('fifo')
    live(cluster, [])
    expect(countTold(cluster)).toBeGreaterThan(40)
    expect(podOf(cluster, 'p')!.status.containerStatuses![0]!.restartCount).toBeGreaterThan(20)
  })

  it.each(Object.keys(disturbances))('say what they would say if they were made, whatever touches the pod: %s', (what) => {
    for (const pauseMs of [0, 2_500_000, ...momentsOfARound]) expect(bothWays([[pauseMs, what]])).toEqual([])
  })

  it('say so after any row of disturbances', () => {
    const pause = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.constantFrom(...momentsOfARound)), fc.constantFrom(...Object.keys(disturbances)))
    fc.assert(fc.property(fc.array(pause, { minLength: 1, maxLength: 4 }), (pauses) => {
      expect(bothWays(pauses)).toEqual([])
    }), { numRuns: 20 })
  })

  it.each(Object.keys(disturbances))('are told of scripts too, whatever touches the pod: %s', (what) => {
    for (const pauseMs of [0, 2_500_000, ...momentsOfARound]) expect(bothWays([[pauseMs, what]], [], scriptedPods)).toEqual([])
  })

  it('are told of scripts after any row of disturbances', () => {
    const pause = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.constantFrom(...momentsOfARound)), fc.constantFrom(...Object.keys(disturbances)))
    fc.assert(fc.property(fc.array(pause, { minLength: 1, maxLength: 3 }), (pauses) => {
      expect(bothWays(pauses, [], scriptedPods)).toEqual([])
    }), { numRuns: 10 })
  })

  it('answer what scripts wrote as if they had been made, and go on as if nobody had asked', () => {
    const [told, made] = [room('fifo', []), room('seeded', [])]
    for (const cluster of [told, made]) live(cluster, [], scriptedPods)
    expect(countTold(told)).toBeGreaterThan(40)
    const unasked = forkCluster(told)
    for (const seconds of [1, 297, 3, 1, 1, 600, 299.5, 2]) {
      for (const cluster of [told, made, unasked]) advance(cluster, seconds)
      for (const isPrevious of [false, true]) {
        const question = { namespace: 'default', pod: 'p', isPrevious }
        expect(containerQuestions.logs(told, question)).toBe(containerQuestions.logs(made, question))
      }
    }
    expect(containerQuestions.logs(told, { namespace: 'default', pod: 'p', isPrevious: true })).toBe('begin\nb\nb\n')
    expect(JSON.stringify(told.log.entries)).toBe(JSON.stringify(unasked.log.entries))
  })

  it('go on in a fork as in the cluster itself', () => {
    const cluster = room('fifo')
    live(cluster, [])
    const fork = forkCluster(cluster)
    advance(cluster, 2_000)
    remove(cluster, 'p')
    advance(cluster, 100)
    advance(fork, 2_000)
    remove(fork, 'p')
    advance(fork, 100)
    expect(fork.log.entries.map(({ object }) => object)).toEqual(cluster.log.entries.map(({ object }) => object))
  })

  it('are not told from a pattern where a further start does something else', () => {
    const run = [...Array.from({ length: 20 }, () => ({ forMs: 1000, exit: 1 })), { forMs: 3000, exit: 2 }]
    expect(bothWays([], [behaviour('web:*', { ...crash, run })])).toEqual([])
    const cluster = room('fifo', [behaviour('web:*', { ...crash, run })])
    live(cluster, [])
    expect(podOf(cluster, 'p')!.status.containerStatuses![0]!.lastState!.terminated!.exitCode).toBe(2)
  })

  it('show each status as it was, and the one before it', () => {
    const cluster = room('fifo')
    live(cluster, [])
    const entries = cluster.log.entries.filter(({ key, kind }) => kind === 'Pod' && key === 'default/p')
    entries.slice(1).forEach((entry, i) => expect(entry.previous).toBe(entries[i]!.object))
    expect(podOf(cluster, 'p')).toBe(entries.at(-1)!.object)
    expect([...cluster.store.list('Pod')]).toContain(entries.at(-1)!.object)
  })
})
