import type { KindId, Millis, Pod } from './api/types.js'
import type { ContainerBehaviour, MetricOverride } from './behaviour.js'
import type { Clock } from './clock.js'
import type { Conditions, ConditionsChange } from './conditions.js'
import type { ContainerQuestions, ExecOutcome } from './container-questions.js'
import type { CowMap } from './cow-map.js'
import type { EventQueue } from './event-queue.js'
import type { Inbox } from './inbox.js'
import type { LatencyProfile } from './latency.js'
import type { Limits } from './limits.js'
import type { HttpQuestion, HttpReply, NetworkQuestions } from './questions.js'
import type { RandomStream } from './random.js'
import type { Change, DeferredEntry, Log, LogEntry, WriteRequest } from './store/log.js'
import type { Store, StoreReader } from './store/store.js'

/** A node as the scenario declares it; the kubelet's side of it. */
export interface NodeConfig {
  readonly name: string
  readonly capacity: Readonly<Record<string, string>>
  readonly allocatable: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[]
  /** What differs from the kubelet's defaults. */
  readonly kubelet?: KubeletOptions
  /** Pods whose manifests lie in the node's folder of static pods. */
  readonly staticPods?: readonly Pod[]
}

/** Fields of a KubeletConfiguration (kubelet.config.k8s.io/v1beta1) that a scenario may set for a node. */
export interface KubeletOptions {
  /** Thresholds by signal, `memory.available: 500Mi` or `nodefs.available: 10%`; given, they replace the defaults altogether. */
  readonly evictionHard?: Readonly<Record<string, string>>
  readonly evictionSoft?: Readonly<Record<string, string>>
  readonly evictionSoftGracePeriodMs?: Readonly<Record<string, Millis>>
  readonly evictionMaxPodGracePeriodSeconds?: number
  readonly evictionPressureTransitionPeriodMs?: Millis
  readonly shutdownGracePeriodMs?: Millis
  readonly shutdownGracePeriodCriticalPodsMs?: Millis
  readonly shutdownGracePeriodByPodPriority?: readonly { readonly priority: number; readonly shutdownGracePeriodSeconds: number }[]
}

/** Flags of kube-controller-manager that a scenario may set, in milliseconds. Defaults are those of 1.36. */
export interface ControllerOptions {
  readonly nodeMonitorPeriodMs: Millis
  readonly nodeMonitorGracePeriodMs: Millis
  readonly nodeStartupGracePeriodMs: Millis
  readonly nodeEvictionRate: number
  readonly secondaryNodeEvictionRate: number
  readonly unhealthyZoneThreshold: number
  readonly largeClusterSizeThreshold: number
  readonly podGcPeriodMs: Millis
  readonly terminatedPodGcThreshold: number
  readonly horizontalPodAutoscalerSyncPeriodMs: Millis
  readonly horizontalPodAutoscalerDownscaleStabilizationMs: Millis
  readonly horizontalPodAutoscalerCpuInitializationPeriodMs: Millis
  readonly horizontalPodAutoscalerInitialReadinessDelayMs: Millis
  readonly horizontalPodAutoscalerTolerance: number
}

export interface ClusterOptions {
  readonly seed: number
  readonly startTime: string
  readonly nodes: readonly NodeConfig[]
  readonly containers: readonly ContainerBehaviour[]
  readonly controllers: ControllerOptions
  /** Fields of a KubeSchedulerConfiguration profile. */
  readonly scheduler: Readonly<Record<string, unknown>>
  readonly latency: LatencyProfile
  readonly limits: Limits
  /** `fifo`: same-instant events in order of their making; `seeded`: races between actors are drawn from the seed. */
  readonly interleave: 'fifo' | 'seeded'
  /** External provisioners that there are; absent: one for every class whose provisioner is not Kubernetes' own. */
  readonly provisioners?: readonly string[]
  /** Whether a cloud gives Services of type LoadBalancer their addresses. */
  readonly loadBalancers?: boolean
}

/** What an actor gets with every call. Reused between calls: never keep it. Plain data, no closures. */
export interface ActorContext {
  readonly cluster: Cluster
  readonly store: Store
  readonly options: ClusterOptions
  /** Index of the actor in the control plane; -1 for the scenario. */
  readonly actor: number
  /** The actor's random stream. */
  readonly random: RandomStream
  now: Millis
  /** Who writes, as the log says it; the kubelet sets it to `kubelet@node`. */
  by: string
  cause: number
  /** A policy refused a write of the actor. */
  isRefused?: boolean
  /** A dry run: admission may say so to policies. */
  readonly isDryRun?: boolean
  /** What the server was asked: kept with the one write that comes of it. */
  readonly request?: WriteRequest | undefined
}

/**
 * A part of the control plane or a node: stateless functions over a state of plain data. Runs to completion on each call; waiting
 * is a wake-up in the queue (wake.ts). Reads are current, while news of changes come with the watch's latency.
 */
export interface Actor<State = unknown> {
  readonly name: string
  readonly watches: readonly KindId[]
  /** Whether a change of a watched object may wake the actor. Asked, when it is written, of changes whose object is still to be made. Absent: all may. */
  readonly concerns?: (change: Change, store: StoreReader) => boolean
  readonly create: (options: ClusterOptions) => State
  /** In constant time, or lazily (CowMap); the two sides must not see each other's later changes. */
  readonly fork: (state: State) => State
  /** Once, before time 0, when the objects of the start are stored. */
  readonly start?: (context: ActorContext, state: State) => void
  /** A watched object changed; entries come in the order of the log. */
  readonly deliver: (context: ActorContext, state: State, entry: LogEntry) => void
  /** After all entries of one delivery. */
  readonly delivered?: (context: ActorContext, state: State) => void
  readonly wake: (context: ActorContext, state: State, key: string) => void
  readonly conditionsChanged?: (context: ActorContext, state: State, change: ConditionsChange) => void
}

/** An actor's place in one cluster. */
export interface ActorSlot {
  readonly context: ActorContext
  /** Made anew when the actor's process is. */
  state: unknown
  /** The actor stands still (hold.ts); absent: it does not. */
  hold?: Hold | undefined
  inbox: Inbox
  /** Empty: the inbox while a delivery goes through the other one. */
  spare: Inbox
  /** When the next delivery is due, if one is queued; the heap may hold others, which are then ignored. */
  deliveryAt: Millis | undefined
  /** Next wake-up by rank and key; the heap may hold older ones, which are then ignored. */
  readonly wakes: CowMap<string, Millis>
}

export interface Hold {
  /** What it knew is lost, so that it begins anew; else its process lives and only hears nothing. */
  readonly isProcessGone: boolean
}

/** What one room answers to another, wired by control-plane.ts. */
/** What is in the way of a pod, as scheduler/explain.ts tells in full. */
export interface PlacementAnswer {
  readonly nodes: readonly { readonly node: string; readonly rejections: readonly { readonly plugin: string; readonly reasons: readonly string[]; readonly parts: readonly string[] }[] }[]
}

export interface Services {
  /** Usage of each container of a running pod as the resource metrics API would say now; undefined without a sample yet. */
  readonly podMetrics: (cluster: Cluster, pod: Pod) => PodMetrics | undefined
  /** A value of the custom or external metrics API. */
  readonly customMetric: (cluster: Cluster, query: MetricQuery) => bigint | undefined
  /** Every outcome so far of one probe of a container, unchanging ones included. */
  readonly probeRecord: (cluster: Cluster, query: ProbeQuery) => ProbeRecord | undefined
  /** How the scheduler sees a pod: each node with what speaks against it. Absent where there is no scheduler. */
  readonly placement?: (cluster: Cluster, pod: Pod) => PlacementAnswer
  /** Which behaviour a container of a pod follows, for the report. */
  readonly behaviourUsed: (cluster: Cluster, pod: Pod, container: string) => string
  readonly network: NetworkQuestions<Cluster>
  /** What a container of a pod that listens on the port answers to a request. */
  readonly httpAnswer: (cluster: Cluster, pod: Pod, port: number, request: HttpQuestion) => HttpReply
  /** TCP ports that the containers of a pod listen on, by name, where what they run is known; absent where there are no kubelets. */
  readonly knownPorts?: (cluster: Cluster, pod: Pod) => ReadonlyMap<string, readonly number[]>
  /** Absent where there are no kubelets. */
  readonly containers?: ContainerQuestions<Cluster>
}
export interface ProbeQuery {
  readonly pod: Pod
  readonly container: string
  readonly type: 'liveness' | 'readiness' | 'startup'
}
/** Runs of the current container and of those before it since the pod began. */
export interface ProbeRecord {
  /** The probe's result after its thresholds: what the kubelet acts on. */
  readonly outcome: 'success' | 'failure' | 'unknown'
  readonly successes: number
  readonly failures: number
  readonly first: Millis | undefined
  readonly last: Millis | undefined
  /** When something of this may be different although no object changes. */
  readonly next?: Millis | undefined
}
export interface PodMetrics {
  readonly at: Millis
  readonly windowMs: Millis
  readonly containers: readonly { readonly name: string; readonly cpuMillis: number; readonly memoryBytes: number }[]
  /** When the values next change by themselves; absent: not before something happens. */
  readonly until?: Millis
}
export interface MetricQuery {
  readonly type: 'pods' | 'object' | 'external'
  readonly metric: string
  readonly namespace: string
  readonly object?: string
}

/** Compiled once a process, shared by all clusters, never changed. */
export interface ControlPlane {
  readonly actors: readonly Actor[]
  readonly watchers: ReadonlyMap<KindId, readonly number[]>
  readonly services: Services
  /** Plugins that the scheduler has besides its own (scheduler/define.ts Plugin). */
  readonly schedulerPlugins?: readonly { readonly name: string }[]
}

export interface Cluster {
  readonly controlPlane: ControlPlane
  readonly options: ClusterOptions
  readonly clock: Clock
  readonly store: Store
  readonly log: Log
  readonly queue: EventQueue
  readonly slots: readonly ActorSlot[]
  /** The stream of the API server (names, uids) and of the scenario (victims). */
  readonly random: RandomStream
  readonly heartbeats: CowMap<string, Heartbeat>
  /** Serial numbers handed out by name: addresses, ports, faults. */
  readonly serials: CowMap<string, number>
  /** Event recorders' correlation, by the uid of the object; see apiserver/event-correlation.ts. */
  readonly correlations: CowMap<string, EventCorrelation[]>
  now: Millis
  /** Nobody looks at the cluster before then. */
  unseenUntil: Millis
  conditions: Conditions
  metricOverrides: readonly MetricOverride[]
  handledEvents: number
  /** How the scenario's last `exec` ended. */
  lastExec?: ExecOutcome | undefined
  /** How much later requests to the API server are answered (`api-latency`). */
  requestDelayMs: Millis
  /** How many writes the scenario has made in one instant: their news are spaced as those of one kubectl call. */
  burst: { readonly at: Millis; readonly count: number }
}

/** A node's lease that is renewed every `periodMs` from `anchorMs` on without being ticked through; see heartbeats.ts. */
export interface Heartbeat {
  readonly anchorMs: Millis
  readonly periodMs: Millis
  /** The last renewal, once they have stopped. The Lease tells it by the clock of the node, which may be wrong. */
  readonly stoppedAt?: Millis
}

/** What one event recorder remembers of one object; changed in place through `CowMap.edit`. */
export interface EventCorrelation {
  readonly component: string
  readonly host: string
  readonly type: 'Normal' | 'Warning'
  readonly texts: Map<string, SaidText>
  /** Spam filter: tokens left, and since when. */
  tokens: number
  at: Millis
  /** By reason. */
  readonly similar: Map<string, SimilarMessages>
}
/** Distinct messages of one reason in the aggregation window, since the last of them. */
export interface SimilarMessages {
  readonly messages: string[]
  at: Millis
}
export interface SaidText {
  readonly reason: string
  readonly fieldPath: string | undefined
  /** The stored Event, as it was at first. */
  event: DeferredEntry | undefined
  /** How often the text was dropped since it was last written: the next count includes those. */
  dropped: number
}
