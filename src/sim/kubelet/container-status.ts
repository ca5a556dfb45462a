import type { Container, ContainerState, ContainerStatus, Pod, ResourceRequirements } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'
import { allocatedResources } from './allocation.js'
import { imageTexts } from './ids.js'
import { removedMessage, restartingAll } from './restart-all.js'
import { findContainer, isSidecar, shouldStart } from './restart-policy.js'
import type { PodWorker, RuntimeContainer, RuntimePod } from './state.js'
import { statusNamed, type StatusView } from './status-view.js'

const creating: ContainerState = { waiting: { reason: 'ContainerCreating' } }
const initializing: ContainerState = { waiting: { reason: 'PodInitializing' } }
const noState: ContainerState = {}
const nothing: ResourceRequirements = {}
const lost = 'The container could not be located when the pod was deleted.  The container used to be Running'
const lostState: ContainerState = { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: lost } }

/** How a container looks that was taken away so that all begin anew. */
const removedState: ContainerState = { waiting: { reason: restartingAll, message: removedMessage } }
const removedLast: ContainerState = { terminated: { exitCode: 137, reason: restartingAll, message: removedMessage } }

/** Which containers are looked at, and whether all of the pod's begin anew. */
export interface Role {
  readonly isInit: boolean
  readonly isRestarting: boolean
}

/** A status that may still be changed: `ready` and `started` come last. All have one shape, and most come to what is stored already. */
export interface DraftStatus extends StatusView {
  readonly name: string
  state: ContainerState | undefined
  lastState: ContainerState | undefined
  ready: boolean
  restartCount: number
  readonly image: string
  readonly imageID: string
  readonly containerID: string | undefined
  readonly volumeMounts: ContainerStatus['volumeMounts'] | undefined
  readonly allocatedResources: ContainerStatus['allocatedResources'] | undefined
  readonly resources: ResourceRequirements | undefined
  started: boolean | undefined
  /** The old status, of which this one is a copy. */
  readonly kept: ContainerStatus | undefined
}

/**
 * The API statuses of some of a pod's containers, in the order of the spec (convertToAPIContainerStatuses, kubelet_pods.go 1.36): the
 * newest instance gives the state, the one before it the last state, and a refused start its reason.
 */
export function containerStatuses(worker: PodWorker, seen: RuntimePod, containers: readonly Container[], before: readonly ContainerStatus[] | undefined, role: Role): DraftStatus[] {
  return containers.map((container) => draftOf(worker, seen, container, statusNamed(before, container.name), role))
}

function draftOf(worker: PodWorker, seen: RuntimePod, container: Container, old: ContainerStatus | undefined, role: Role): DraftStatus {
  const newest = findContainer(seen, container.name)
  const draft = newest === undefined ? withoutInstance(worker.pod, container, old, role.isRestarting) : convert(worker, container, newest, old)
  const previous = newest === undefined ? undefined : instanceBefore(seen, newest)
  if (previous !== undefined) draft.lastState = previous.shown
  overlayReason(worker, container, seen, newest, draft, role.isInit)
  return draft
}

function instanceBefore({ containers }: RuntimePod, newest: RuntimeContainer): RuntimeContainer | undefined {
  for (const candidate of containers) if (candidate !== newest && candidate.name === newest.name) return candidate
  return undefined
}

function withoutInstance(pod: Pod, container: Container, old: ContainerStatus | undefined, isRestarting: boolean): DraftStatus {
  const missing = missingStatus(pod, container, old)
  if (!isRestarting || old === undefined || old.state?.waiting !== undefined) return missing
  missing.state = removedState
  missing.lastState = removedLast
  missing.restartCount = old.restartCount + 1
  return missing
}

/** The runtime knows no instance: it was never made, or it was lost. */
function missingStatus(pod: Pod, container: Container, old: ContainerStatus | undefined): DraftStatus {
  if (old?.state?.terminated !== undefined) return copyOf(old)
  const { initContainers } = pod.spec
  const waiting = initContainers !== undefined && initContainers.length > 0 ? initializing : creating
  const last = old?.lastState ?? noState
  const isLost = old?.state?.running !== undefined && last.terminated === undefined
  const restartCount = (old?.restartCount ?? 0) + (isLost && pod.metadata.deletionTimestamp === undefined ? 1 : 0)
  return {
    name: container.name, state: waiting, lastState: isLost ? lostState : last, ready: false, restartCount, image: container.image ?? '', imageID: '', containerID: undefined,
    volumeMounts: mountsOf(container), allocatedResources: undefined, resources: undefined, started: undefined, kept: undefined,
  }
}

const copyOf = (old: ContainerStatus): DraftStatus => ({
  name: old.name, state: old.state, lastState: old.lastState, ready: old.ready, restartCount: old.restartCount, image: old.image, imageID: old.imageID, containerID: old.containerID,
  volumeMounts: old.volumeMounts, allocatedResources: old.allocatedResources, resources: old.resources, started: old.started, kept: old,
})

const mounts = new WeakMap<Container, NonNullable<ContainerStatus['volumeMounts']>>()

/** What a container mounts, as its status repeats it; containers of one template share it. */
function mountsOf(container: Container): ContainerStatus['volumeMounts'] | undefined {
  if (container.volumeMounts === undefined || container.volumeMounts.length === 0) return undefined
  let known = mounts.get(container)
  if (known === undefined) {
    known = container.volumeMounts.map(({ name, mountPath, readOnly }) => ({ name, mountPath, ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}) }))
    mounts.set(container, known)
  }
  return known
}

function convert(worker: PodWorker, container: Container, instance: RuntimeContainer, old: ContainerStatus | undefined): DraftStatus {
  const { idText: containerID, shown: state } = instance
  const { name: image, id: imageID } = imageTexts(instance.image)
  const isRunning = instance.state === 'running'
  const granted = worker.resize === undefined ? container.resources : allocatedResources(worker, container)
  const draft: DraftStatus = {
    name: container.name, state, lastState: noState, ready: false, restartCount: instance.restartCount, image, imageID, containerID, volumeMounts: mountsOf(container),
    allocatedResources: granted?.requests, resources: (isRunning ? instance.resources : granted) ?? nothing, started: undefined, kept: undefined,
  }
  if (old === undefined) return draft
  const ended = old.state?.terminated
  if (old.restartCount > instance.restartCount) draft.restartCount = old.restartCount
  if (old.containerID !== containerID && ended !== undefined) draft.lastState = { terminated: ended }
  else if (old.lastState?.terminated !== undefined) draft.lastState = old.lastState
  if (!isRunning) return draft
  if (ended !== undefined && old.restartCount >= instance.restartCount) draft.restartCount = old.restartCount + 1
  draft.started = old.started
  return draft
}

const initialized: ContainerState = {
  terminated: { exitCode: 0, reason: 'Completed', message: 'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally' },
}

/** A container that the next sync would start is Waiting for the reason why the last start failed. */
function overlayReason(worker: PodWorker, container: Container, seen: RuntimePod, newest: RuntimeContainer | undefined, draft: DraftStatus, isInit: boolean): void {
  if (isInit) {
    if (newest?.state === 'exited' && newest.exitCode === 0) return
    if (newest === undefined && !isSidecar(container) && draft.state?.waiting !== undefined && hasMain(worker.pod, seen)) {
      draft.state = initialized
      return
    }
  }
  const reason = worker.reasons[container.name]
  if (reason === undefined || !shouldStart(worker.pod, container, seen)) return
  if (draft.state?.terminated !== undefined) draft.lastState = draft.state
  draft.state = reason.shown
}

const hasMain = ({ spec }: Pod, seen: RuntimePod): boolean => spec.containers.some(({ name }) => findContainer(seen, name) !== undefined)

/**
 * Keeps old statuses, and the whole list, where nothing changed, so that unchanged parts are shared and comparing is cheap. `isOwn`: the old
 * ones were made here, so that they have no fields but those.
 */
export function shareStatuses(drafts: readonly DraftStatus[], before: readonly ContainerStatus[] | undefined, isOwn: boolean): readonly ContainerStatus[] {
  const shared = drafts.map((draft, i) => statusFrom(draft, before?.[i], isOwn))
  return before !== undefined && isSameList(before, shared) ? before : shared
}

function isSameList(a: readonly ContainerStatus[], b: readonly ContainerStatus[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function statusFrom(draft: DraftStatus, old: ContainerStatus | undefined, isOwn: boolean): ContainerStatus {
  if (isOwn && old !== undefined && isSame(old, draft)) return old
  const made = draft.kept === undefined ? newStatus(draft) : changedCopy(draft, draft.kept)
  return !isOwn && old !== undefined && isEqual(old, made) ? old : made
}

const isSame = (a: ContainerStatus, b: DraftStatus): boolean =>
  a.name === b.name && a.ready === b.ready && a.started === b.started && a.restartCount === b.restartCount && a.containerID === b.containerID && a.image === b.image && a.imageID === b.imageID &&
  isEqual(a.state, b.state) && isEqual(a.lastState, b.lastState) && isEqual(a.resources, b.resources) && isEqual(a.allocatedResources, b.allocatedResources) && isEqual(a.volumeMounts, b.volumeMounts)

/** The common case is written out, because what is put together from parts takes more time and memory. */
function newStatus({ name, state, lastState, ready, restartCount, image, imageID, containerID, volumeMounts, allocatedResources, resources, started }: DraftStatus): ContainerStatus {
  if (state !== undefined && lastState !== undefined && containerID !== undefined && volumeMounts === undefined && resources !== undefined && started !== undefined) {
    return allocatedResources === undefined
      ? { name, state, lastState, ready, restartCount, image, imageID, containerID, resources, started }
      : { name, state, lastState, ready, restartCount, image, imageID, containerID, allocatedResources, resources, started }
  }
  return {
    name, ...(state === undefined ? {} : { state }), ...(lastState === undefined ? {} : { lastState }), ready, restartCount, image, imageID, ...(containerID === undefined ? {} : { containerID }),
    ...(volumeMounts === undefined ? {} : { volumeMounts }), ...(allocatedResources === undefined ? {} : { allocatedResources }), ...(resources === undefined ? {} : { resources }),
    ...(started === undefined ? {} : { started }),
  }
}

const changedCopy = ({ state, lastState, ready, restartCount, started }: DraftStatus, kept: ContainerStatus): ContainerStatus =>
  ({ ...kept, ...(state === undefined ? {} : { state }), ...(lastState === undefined ? {} : { lastState }), ready, restartCount, ...(started === undefined ? {} : { started }) })
