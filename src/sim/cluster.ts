import { createClock, defaultStartTime } from './clock.js'
import type { ConditionsChange } from './conditions.js'
import { CowMap } from './cow-map.js'
import { EventQueue } from './event-queue.js'
import { holdActors } from './hold.js'
import { Inbox } from './inbox.js'
import { recordedLatency } from './latency.js'
import { defaultLimits } from './limits.js'
import { createStream } from './random.js'
import { SimulationError } from './simulation-error.js'
import { cloneCorrelations } from './apiserver/event-correlation.js'
import type { ActorContext, ActorSlot, Cluster, ClusterOptions, ControllerOptions, ControlPlane } from './state.js'
import { Log } from './store/log.js'
import { Store } from './store/store.js'

/** Defaults of kube-controller-manager 1.36. */
export const defaultControllerOptions: ControllerOptions = {
  nodeMonitorPeriodMs: 5_000,
  nodeMonitorGracePeriodMs: 50_000,
  nodeStartupGracePeriodMs: 60_000,
  nodeEvictionRate: 0.1,
  secondaryNodeEvictionRate: 0.01,
  unhealthyZoneThreshold: 0.55,
  largeClusterSizeThreshold: 50,
  podGcPeriodMs: 20_000,
  terminatedPodGcThreshold: 12_500,
  horizontalPodAutoscalerSyncPeriodMs: 15_000,
  horizontalPodAutoscalerDownscaleStabilizationMs: 300_000,
  horizontalPodAutoscalerCpuInitializationPeriodMs: 300_000,
  horizontalPodAutoscalerInitialReadinessDelayMs: 30_000,
  horizontalPodAutoscalerTolerance: 0.1,
}

export const defaultClusterOptions: ClusterOptions = {
  seed: 1, startTime: defaultStartTime, nodes: [], containers: [], controllers: defaultControllerOptions, scheduler: {},
  latency: recordedLatency, limits: defaultLimits, interleave: 'fifo',
}

/** An empty cluster at time 0; `startCluster` puts in what every cluster has. */
export function emptyCluster(controlPlane: ControlPlane, options: ClusterOptions): Cluster {
  const clock = createClock(options.startTime)
  if (clock === undefined) throw new SimulationError(`startTime is no RFC 3339 instant: ${options.startTime}`)
  const slots: ActorSlot[] = []
  const cluster: Cluster = {
    controlPlane, options, clock, slots,
    store: new Store(), log: new Log(), queue: new EventQueue(), random: createStream(options.seed, 'apiserver'),
    heartbeats: new CowMap(), serials: new CowMap(), correlations: new CowMap(cloneCorrelations),
    now: 0, unseenUntil: 0, conditions: [], metricOverrides: [], handledEvents: 0, requestDelayMs: 0, burst: { at: 0, count: 0 },
  }
  controlPlane.actors.forEach((actor, index) => {
    slots.push({ context: contextOf(cluster, index, actor.name), state: actor.create(options), inbox: new Inbox(), spare: new Inbox(), deliveryAt: undefined, wakes: new CowMap() })
  })
  return cluster
}

/** The context in which the scenario itself acts; `step` counts from 1, 0 is the start. */
export const scenarioContext = (cluster: Cluster, step: number, by = 'kubectl'): ActorContext =>
  ({ cluster, store: cluster.store, options: cluster.options, actor: -1, random: cluster.random, now: cluster.now, by, cause: step === 0 ? 0 : -step })

/** Replaces the conditions and tells the actors that ask for it. */
export function changeConditions(cluster: Cluster, conditions: Cluster['conditions'], change: ConditionsChange): void {
  cluster.conditions = conditions
  cluster.requestDelayMs = conditions.reduce((sum, { params }) => sum + (typeof params['requestDelayMs'] === 'number' ? params['requestDelayMs'] : 0), 0)
  holdActors(cluster, change)
  cluster.controlPlane.actors.forEach((actor, index) => {
    if (actor.conditionsChanged === undefined) return
    const { context, state } = cluster.slots[index]!
    context.now = cluster.now
    context.by = actor.name
    context.cause = (change.began ?? change.ended)?.cause ?? 0
    actor.conditionsChanged(context, state, change)
  })
}

/** A cluster of its own that goes on from here. Nothing that one side does later shows on the other. */
export function forkCluster(cluster: Cluster): Cluster {
  const slots: ActorSlot[] = []
  const fork: Cluster = {
    ...cluster, slots,
    store: cluster.store.fork(), log: cluster.log.fork(), queue: cluster.queue.fork(), random: cluster.random.slice(),
    heartbeats: cluster.heartbeats.fork(), serials: cluster.serials.fork(), correlations: cluster.correlations.fork(),
  }
  cluster.slots.forEach((slot, index) => {
    const actor = cluster.controlPlane.actors[index]!
    slots.push({
      context: { ...contextOf(fork, index, actor.name), random: slot.context.random.slice() },
      state: actor.fork(slot.state), hold: slot.hold, inbox: slot.inbox.fork(), spare: new Inbox(), deliveryAt: slot.deliveryAt, wakes: slot.wakes.fork(),
    })
  })
  return fork
}

const contextOf = (cluster: Cluster, actor: number, name: string): ActorContext =>
  ({ cluster, store: cluster.store, options: cluster.options, actor, random: createStream(cluster.options.seed, name), now: cluster.now, by: name, cause: 0 })
