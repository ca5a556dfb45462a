import type { Condition, Container, ContainerState, Millis, Pod, PodStatus, ResourceRequirements } from '../api/types.js'
import type { CowMap } from '../cow-map.js'
import type { ActorContext } from '../state.js'
import type { EventSpec } from '../apiserver/events.js'
import type { Pressure } from './pressure.js'
import type { Amounts } from './pod-requests.js'
import type { Directory } from '../runtime/files/tree.js'
import type { ProbeAnswer, ProbeType } from '../runtime/probe-outcome.js'
import type { PodContents, VolumeKey } from './contents-state.js'
import type { Tape } from './cycle-state.js'
import type { Rotation } from './rotation.js'

/** All kubelets: one actor serves every node. Records are changed in place, through `CowMap.edit` only. */
export interface KubeletState {
  readonly nodes: CowMap<string, NodeState>
  /** By pod uid. */
  readonly workers: CowMap<string, PodWorker>
  /** Volumes that outlive pods: those of claims, and the disks of nodes. */
  readonly disks: CowMap<VolumeKey, Directory>
  /** Pods whose contents are known: those that run scripts, or into which somebody looked. */
  readonly contentful: CowMap<string, true>
  /** Of these, the pods whose scripts wait for the network to answer otherwise. */
  readonly networked: CowMap<string, true>
  /** Pods whose restarts come round alike and are told without being made. */
  readonly rotation: Rotation
}

/** One node: the machine, its image store, and the kubelet process on it. */
export interface NodeState {
  readonly name: string
  /** How writes are signed: `kubelet@worker-1`. */
  readonly by: string
  /** Whether a kubelet process runs. */
  isUp: boolean
  /** Whether its kubelet has registered it: each process does so once. */
  isRegistered: boolean
  /** Whether the API server can be reached. */
  isConnected: boolean
  /** Since when it cannot; what changed from then on the kubelet does not know. */
  cutAt: Millis | undefined
  /** Since when the kubelet looks: relists and sync ticks come every second from here on. */
  relistAnchor: Millis
  syncAnchor: Millis
  readonly workers: Set<string>
  readonly images: Set<string>
  /** Pulls so far, by image. */
  readonly pulls: Map<string, number>
  /** Serial image pulls; the first one is under way. */
  pullQueue: readonly PullRequest[]
  /** What admitted pods request: cpu in thousandths, everything else in units; and `pods`. */
  readonly requested: Map<string, number>
  /** Host ports in use, `TCP/8080`, with the addresses they are bound to. */
  hostPorts: readonly HostPort[]
  /** Host parts of the pod addresses in use. */
  readonly addresses: Set<number>
  lastAddress: number
  /** Whether the kubelet last said that pods can be scheduled here. */
  isSchedulable: boolean
  /** Events that wait for the API server. */
  readonly backlog: EventSpec[]
  /** A critical pod that waits until room has been made for it; pods that come meanwhile wait too. */
  preemption: Preemption | undefined
  pressure: Pressure
  /** How often the machine has booted since the start. */
  boots: number
  /** Static pods by the key of their mirrors. */
  readonly statics: Map<string, string>
  /** Pods whose resize waits for room. */
  pendingResizes: readonly string[]
  /** Pods that declare what memory or storage they use. */
  readonly metered: Set<string>
  shutdown: Shutdown | undefined
}
/** An orderly shutdown of the node: its pods end in groups, by priority. */
export interface Shutdown {
  readonly groups: readonly ShutdownGroup[]
  /** When the first group's time is over. */
  readonly until: Millis
}
export interface ShutdownGroup {
  readonly uids: readonly string[]
  readonly graceMs: Millis
}
export interface Preemption {
  /** The critical pod. */
  readonly uid: string
  /** Pods to end, one after another; the first is being ended. */
  readonly victims: readonly string[]
  readonly waiting: readonly { readonly key: string; readonly uid: string }[]
}
export interface HostPort {
  readonly uid: string
  readonly key: string
  readonly ip: string
}
export interface PullRequest {
  readonly uid: string
  readonly container: string
  readonly image: string
  readonly requestedAt: Millis
  /** When the puller took it up, how long it takes and how it ends; undefined while it waits. */
  readonly pull?: { readonly since: Millis; readonly fail?: string }
}

/** What the container runtime knows of a pod; newest first. Replaced as a whole, so that views of it can be compared by reference. */
export interface RuntimePod {
  readonly sandboxes: readonly Sandbox[]
  readonly containers: readonly RuntimeContainer[]
}
export interface Sandbox {
  readonly attempt: number
  readonly isReady: boolean
  readonly ip: string
}
export interface RuntimeContainer {
  readonly id: string
  /** As the API writes its id. */
  readonly idText: string
  readonly name: string
  /** As the spec says it: another image is another definition. */
  readonly image: string
  /** What it was given. */
  readonly resources: ResourceRequirements | undefined
  readonly restartCount: number
  /** The attempt of the sandbox it belongs to. */
  readonly sandbox: number
  readonly state: 'created' | 'running' | 'exited'
  /** As its API status tells the state; made with the record, so that statuses share it. */
  readonly shown: ContainerState
  readonly startedAt: Millis | undefined
  readonly startedText: string | undefined
  readonly finishedAt: Millis | undefined
  readonly exitCode: number | undefined
  /** How the running container will end, unless something else ends it first. */
  readonly end: PlannedEnd | undefined
}
export interface PlannedEnd {
  readonly at: Millis
  readonly code: number
  readonly reason: string
  readonly message?: string
}

/** `sync` until the pod must end, `terminating` until no container runs, `terminated` until it is cleaned up; never backwards. */
export type Stage = 'sync' | 'terminating' | 'terminated' | 'finished'

/** The worker of one pod on its node (kubelet pod_workers.go, 1.36). */
export interface PodWorker {
  readonly uid: string
  readonly key: string
  readonly node: string
  /** The pod as this kubelet last saw it. */
  pod: Pod
  /** The object is gone from the API server. */
  isRemoved: boolean
  /** What the node counts of its requests since it was admitted. */
  held: Amounts | undefined
  /** Why the kubelet itself ends the pod. */
  kill: PodKill | undefined
  /** Of a static pod: the uid of its mirror in the API server, once there is one. */
  mirrorUid: string | undefined
  /** What is granted to the pod, once that is not simply what it asked for. */
  resize: ResizeState | undefined
  /** The next relist tells the pod even if nothing changed. */
  mustReinspect: boolean
  stage: Stage
  /** The pod as an update brought it that waited while its containers were being ended: the last sync goes by that. */
  updatedAs: Pod | undefined
  /** 0 until the pod is told to end. */
  graceSeconds: number
  /** An update waits to be synced; and another one after it. */
  isPending: boolean
  isPendingAgain: boolean
  operation: Operation | undefined
  lastSyncAt: Millis
  /** What is true of the containers, and what the last relist saw of it. */
  runtime: RuntimePod
  cached: RuntimePod
  cachedAt: Millis
  /** Since when the two differ. */
  changedAt: Millis
  /** A relist of this pod alone was asked for. */
  hasRelistRequest: boolean
  /** The last sync left nothing to do: it saw this, and syncing again would change nothing. */
  settled: { readonly cached: RuntimePod; readonly spec: Pod['spec'] } | undefined
  volumes: VolumeMounts
  /** Files and processes, once they matter. */
  contents?: PodContents | undefined
  /** The status manager's copy; undefined before the first sync. */
  status: PodStatus | undefined
  isFinished: boolean
  /** Why containers could not be started, by name. */
  reasons: Readonly<Record<string, StartFailure>>
  /** Syncs that are left out, because they would refuse the same starts again and nobody would hear of it. */
  unmade: UnmadeSyncs | undefined
  /** The last sync did nothing but refuse starts, as the status said already: one that sees the same does the same until a back-off ends. */
  refused: RefusedStarts | undefined
  /** Restart back-off by container, image pull back-off by image. */
  backoffs: Readonly<Record<string, Backoff>>
  /** Containers made so far by name, which the log directory tells even when the runtime forgot. */
  created: Readonly<Record<string, number>>
  probes: readonly ProbeWorker[]
  isProbed: boolean
  tape: Tape | undefined
  /** What it does was told already: it only catches up. */
  isSilent: boolean
  /** What is said of the pod again and again. */
  texts: RepeatedTexts | undefined
  /** Keys of its wake-ups by their letter. */
  wakeKeys: WakeKeys | undefined
}
/** The last texts of their sort. */
export interface RepeatedTexts {
  readonly pod: string
  readonly backoff: { readonly container: string; readonly text: string } | undefined
  readonly refusal: { readonly container: string; readonly delayMs: Millis; readonly text: string } | undefined
}
export interface WakeKeys {
  readonly operation: string
  readonly relist: string
  readonly relistNow: string
  readonly queue: string
}
export interface StartFailure {
  readonly reason: string
  readonly message: string
  /** As the status of the waiting container tells it. */
  readonly shown: ContainerState
}
/** In-place resize of a pod (allocation manager and status manager, kubelet 1.36). */
export interface ResizeState {
  readonly containers: ReadonlyMap<string, ResourceRequirements | undefined>
  readonly pod: ResourceRequirements | undefined
  /** A resize for which there is no room yet, or never. */
  readonly pending: { readonly since: Millis; readonly condition: Condition } | undefined
  readonly inProgress: Condition | undefined
}
export interface RefusedStarts {
  readonly seen: RuntimePod
  readonly spec: Pod['spec']
  readonly failures: readonly SyncFailure[]
}
export interface UnmadeSyncs {
  readonly times: readonly Millis[]
  readonly containers: readonly string[]
}
/** The kubelet ends a pod on its own: what its status says then, and how long its containers get at most. */
export interface PodKill {
  readonly reason: string
  readonly message: string
  /** The message of the condition DisruptionTarget; undefined: there is none. */
  readonly disruption: string | undefined
  readonly graceSeconds: number | undefined
}
export interface Backoff {
  readonly delayMs: Millis
  readonly updatedAt: Millis
  /** The error of the failed pull. */
  readonly message?: string
}
export interface VolumeMounts {
  readonly state: 'unmounted' | 'unprocessed' | 'failing' | 'mounted'
  readonly failures: number
}

export interface StartItem {
  readonly container: Container
  readonly isInit: boolean
}
export interface SyncFailure {
  readonly container: string
  readonly reason: string
  readonly message: string
  /** When the back-off that refused the start ends. */
  readonly retryAt?: Millis
}

/** Why a hook failed; no message: it worked. */
export interface HookResult {
  readonly message: string | undefined
}

/** A sync that is under way: what it saw, where it stands, and what it waits for. */
export interface Operation {
  step: 'begin' | 'relist' | 'mount' | 'sandbox' | 'kill' | 'pull' | 'start' | 'postStart' | 'hookKill' | 'terminate' | 'unmount'
  readonly since: Millis
  /** The stage of the pod when the operation was taken up. */
  readonly stage: Stage
  seen: RuntimePod
  queue: readonly StartItem[]
  index: number
  killsPod: boolean
  needsSandbox: boolean
  /** Ends and takes away all containers, one after another. */
  removesAll: boolean
  failures: readonly SyncFailure[]
  started: readonly string[]
  /** Whether it did anything to the runtime. */
  hasActed: boolean
  /** What the hook or pull that the step waits for comes to. */
  outcome: HookResult | undefined
}

/** The worker of one probe of one container (kubelet prober/worker.go, 1.36). */
export interface ProbeWorker {
  readonly container: string
  readonly type: ProbeType
  /** Ticks come every period from here on. */
  anchor: Millis
  /** Up to which tick everything is accounted for. */
  doneUntil: Millis
  containerId: string
  /** What the results manager holds for `containerId`. */
  result: 'success' | 'failure' | 'unknown' | undefined
  last: 'success' | 'failure' | undefined
  /** What the last failure said. */
  output: string
  run: number
  isOnHold: boolean
  isStopped: boolean
  /** A run that hangs, and what it will come to. */
  running: { readonly until: Millis; readonly since: Millis; readonly answer: ProbeAnswer } | undefined
  successes: number
  failures: number
  firstRunAt: Millis | undefined
  lastRunAt: Millis | undefined
  /** Every tick comes to this until the answer changes; ticks that change nothing are not made. */
  steady: 'success' | 'failure' | undefined
}

/** What every function here works on; made for one call and never kept. */
export interface Scope {
  readonly context: ActorContext
  readonly state: KubeletState
  readonly node: NodeState
  readonly worker: PodWorker
}

export const nothingRuns: RuntimePod = { sandboxes: [], containers: [] }

export const cloneNode = (node: NodeState): NodeState => ({
  ...node, workers: new Set(node.workers), images: new Set(node.images), pulls: new Map(node.pulls), requested: new Map(node.requested),
  addresses: new Set(node.addresses), metered: new Set(node.metered), statics: new Map(node.statics), backlog: node.backlog.slice(),
})

export const cloneWorker = (worker: PodWorker): PodWorker => ({
  ...worker,
  operation: worker.operation === undefined ? undefined : { ...worker.operation },
  probes: worker.probes.length === 0 ? worker.probes : worker.probes.map((probe) => ({ ...probe })),
  tape: worker.tape === undefined ? undefined : { ...worker.tape, rounds: worker.tape.rounds.slice(), told: worker.tape.told.slice() },
})
