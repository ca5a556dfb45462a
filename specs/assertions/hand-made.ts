import { expect } from 'vitest'
import { createObject } from '../../src/sim/apiserver/create.js'
import { deleteObject, type DeleteOptions } from '../../src/sim/apiserver/delete.js'
import type { Draft } from '../../src/sim/apiserver/draft.js'
import { recordEvent, type EventSpec } from '../../src/sim/apiserver/events.js'
import { updateObject } from '../../src/sim/apiserver/update.js'
import { writeObject } from '../../src/sim/apiserver/write.js'
import type { Container, Deployment, Json, KubeObject, Pod, PodStatus } from '../../src/sim/api/types.js'
import { timestamp } from '../../src/sim/clock.js'
import { changeConditions, defaultClusterOptions, scenarioContext } from '../../src/sim/cluster.js'
import { createCluster } from '../../src/sim/start.js'
import type { ActorContext, Cluster, ControlPlane, ProbeRecord } from '../../src/sim/state.js'
import { kindIdOf, keyOf } from '../../src/sim/store/keys.js'
import { viewOf } from '../../src/sim/view.js'
import { builtInKind, compileAssertion, type CompiledAssertion, type FailedVerdict, type Verdict } from '../../src/assertions/index.js'
import { noServices } from '../sim/services.js'

/** A cluster in which nobody acts: objects are what the spec writes, times are what it says. */
export interface HandMade {
  readonly cluster: Cluster
  /** Lets time pass without anything happening. */
  at(ms: number): HandMade
  create<T extends KubeObject>(object: Draft<T>, options?: { readonly by?: string; readonly cause?: number }): T
  /** Writes the object with these changes, as `by`. */
  change<T extends KubeObject>(object: T, changes: Partial<T>, by?: string, cause?: number): T
  pod(name: string, more?: PodParts): Pod
  setStatus(pod: Pod, status: Partial<PodStatus>, by?: string): Pod
  deployment(name: string, replicas: number, more?: Partial<Deployment>): Deployment
  remove(object: KubeObject, options?: DeleteOptions, by?: string): void
  event(spec: Omit<EventSpec, 'type' | 'component'> & Partial<EventSpec>): void
  fault(fault: string, nodes: readonly string[], cause: number): void
}
export interface PodParts {
  readonly labels?: Record<string, string>
  readonly namespace?: string
  readonly node?: string
  readonly owner?: KubeObject
  readonly containers?: readonly Container[]
  readonly status?: Partial<PodStatus>
}

export const readyCondition = (status: 'True' | 'False', message?: string): NonNullable<PodStatus['conditions']>[number] =>
  ({ type: 'Ready', status, ...(message === undefined ? {} : { reason: 'ContainersNotReady', message }) })

export const running: Partial<PodStatus> = {
  phase: 'Running', conditions: [readyCondition('True')],
  containerStatuses: [{ name: 'web', ready: true, restartCount: 0, image: 'nginx', imageID: '', started: true, state: { running: { startedAt: '2026-01-01T00:00:01Z' } } }],
}

export interface HandMadeOptions {
  readonly nodes?: readonly { readonly name: string; readonly zone?: string }[]
  readonly probes?: (container: string, type: string) => ProbeRecord | undefined
}

export function handMade({ nodes = [], probes = () => undefined }: HandMadeOptions = {}): HandMade {
  const controlPlane: ControlPlane = {
    actors: [], watchers: new Map(),
    services: { ...noServices, podMetrics: () => undefined, customMetric: () => undefined, probeRecord: (_cluster, { container, type }) => probes(container, type), behaviourUsed: () => 'default' },
  }
  const capacity = { cpu: '4', memory: '16Gi', pods: '110' }
  const cluster = createCluster(controlPlane, {
    ...defaultClusterOptions,
    nodes: nodes.map(({ name, zone }) => ({ name, capacity, allocatable: capacity, taints: [], labels: zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone } })),
  })
  const context = (by: string, cause = 1): ActorContext => ({ ...scenarioContext(cluster, 0, by), now: cluster.now, cause })
  const self: HandMade = {
    cluster,
    at(ms) {
      cluster.now = ms
      return self
    },
    create<T extends KubeObject>(object: Draft<T>, { by = 'kubectl', cause = -1 } = {}) {
      const made = createObject<T>(context(by, cause), object)
      if (!made.ok) throw new Error(made.error.message)
      return made.value
    },
    change(object, changes, by = 'kubectl', cause = cluster.log.length) {
      const current = cluster.store.get(kindIdOf(object), keyOf(object.metadata)) as typeof object
      return writeObject(context(by, cause), { ...current, ...changes })
    },
    pod(name, { labels = { app: 'web' }, namespace = 'default', node, owner, containers = [{ name: 'web', image: 'nginx' }], status = running } = {}) {
      const reference = owner === undefined ? [] : [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true }]
      const pod = self.create<Pod>({
        apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels, ...(owner === undefined ? {} : { ownerReferences: reference }) },
        spec: { containers, ...(node === undefined ? {} : { nodeName: node }) },
      }, { by: 'replicaset-controller', cause: cluster.log.length })
      return self.setStatus(pod, status)
    },
    setStatus: (pod, status, by = `kubelet@${pod.spec.nodeName ?? 'worker-0'}`) => {
      const current = cluster.store.get<Pod>('Pod', keyOf(pod.metadata)) ?? pod
      return self.change(current, { status: { ...current.status, ...status } }, by)
    },
    deployment: (name, replicas, more = {}) => self.create<Deployment>({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default', labels: { app: name }, ...more.metadata },
      spec: { replicas, selector: { matchLabels: { app: name } }, strategy: { type: 'RollingUpdate' }, template: { metadata: { labels: { app: name } }, spec: { containers: [] } }, ...more.spec },
    }),
    remove(object, options = {}, by = 'kubectl') {
      deleteObject(context(by, -2), kindIdOf(object), keyOf(object.metadata), options)
    },
    event: (spec) => recordEvent(context(spec.component ?? 'kubelet'), { type: 'Normal', component: 'kubelet', ...spec }),
    fault(fault, victims, cause) {
      const active = { id: 1, fault, params: { nodes: [...victims] }, since: cluster.now, cause }
      changeConditions(cluster, [...cluster.conditions, active], { began: active })
    },
  }
  return self
}

/** The compiled assertion; problems fail the spec. */
export function compiled(subject: string, params: Json, namespace = 'default'): CompiledAssertion {
  const { assertion, problems } = compileAssertion(subject, params, { namespace, kindNamed: builtInKind })
  expect(problems).toEqual([])
  return assertion!
}

export const ask = ({ cluster }: HandMade, subject: string, params: Json): Verdict => compiled(subject, params).evaluate(viewOf(cluster))

/** `passed`, or the failure in one line: `SUBJECT PATH: EXPECTED, but ACTUAL`. */
export function verdictLine(hand: HandMade, subject: string, params: Json): string {
  const verdict = ask(hand, subject, params)
  return verdict.status === 'passed' ? 'passed' : failureLine(verdict)
}

export const failureLine = ({ subject, path, expected, actual }: FailedVerdict): string => `${subject} | ${path} | ${expected} | ${actual}`

export const problemsOf = (subject: string, params: Json): readonly string[] =>
  compileAssertion(subject, params, { namespace: 'default', kindNamed: builtInKind }).problems.map(({ pointer, message, fix }) => `${pointer}: ${message}${fix === undefined ? '' : ` [${fix}]`}`)

export { timestamp, updateObject, viewOf }
