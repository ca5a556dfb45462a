import type { Container, ContainerState, ContainerStatus, Pod, ResourceRequirements } from '../api/types.js'
import { imageName } from '../runtime/image-name.js'
import { isEqual } from '../apiserver/update.js'
import { allocatedResources } from './allocation.js'
import { containerIdText, imageIdOf } from './ids.js'
import { removedMessage, restartingAll } from './restart-all.js'
import { findContainer, isSidecar, shouldStart } from './restart-policy.js'
import type { PodWorker, RuntimeContainer, RuntimePod } from './state.js'

const creating: ContainerState = { waiting: { reason: 'ContainerCreating' } }
const initializing: ContainerState = { waiting: { reason: 'PodInitializing' } }
const noState: ContainerState = {}
const nothing: ResourceRequirements = {}
const lost = 'The container could not be located when the pod was deleted.  The container used to be Running'

/** How a container looks that was taken away so that all begin anew. */
const removed = {
  state: { waiting: { reason: restartingAll, message: removedMessage } }, lastState: { terminated: { exitCode: 137, reason: restartingAll, message: removedMessage } },
}

/** Which containers are looked at, and whether all of the pod's begin anew. */
interface Role {
  readonly isInit: boolean
  readonly isRestarting: boolean
}

/** A status that may still be changed: `ready` and `started` come last. */
export type DraftStatus = { -readonly [Key in keyof ContainerStatus]: ContainerStatus[Key] }

/**
 * The API statuses of some of a pod's containers, in the order of the spec (convertToAPIContainerStatuses, kubelet_pods.go 1.36): the
 * newest instance gives the state, the one before it the last state, and a refused start its reason.
 */
export function containerStatuses(worker: PodWorker, seen: RuntimePod, containers: readonly Container[], before: readonly ContainerStatus[], role: Role): DraftStatus[] {
  const { pod } = worker
  const waiting = (pod.spec.initContainers?.length ?? 0) > 0 ? initializing : creating
  return containers.map((container) => {
    const old = before.find(({ name }) => name === container.name)
    const draft = statusOf(worker, container, seen, old, waiting, role.isRestarting)
    overlayReason(worker, container, seen, draft, role.isInit)
    return draft
  })
}

function statusOf(worker: PodWorker, container: Container, seen: RuntimePod, old: ContainerStatus | undefined, waiting: ContainerState, isRestarting: boolean): DraftStatus {
  const newest = findContainer(seen, container.name)
  if (newest === undefined) {
    const missing = missingStatus(worker.pod, container, old, waiting)
    return isRestarting && old !== undefined && old.state?.waiting === undefined ? { ...missing, ...removed, restartCount: old.restartCount + 1 } : missing
  }
  const status = convert(worker, container, newest, old)
  const previous = seen.containers.find((candidate) => candidate.name === container.name && candidate !== newest)
  if (previous !== undefined) status.lastState = stateOf(previous)
  return status
}

/** The runtime knows no instance: it was never made, or it was lost. */
function missingStatus(pod: Pod, container: Container, old: ContainerStatus | undefined, waiting: ContainerState): DraftStatus {
  if (old?.state?.terminated !== undefined) return { ...old }
  const fresh: DraftStatus = {
    name: container.name, state: waiting, lastState: old?.lastState ?? noState, ready: false, restartCount: old?.restartCount ?? 0,
    image: container.image ?? '', imageID: '', ...mountsOf(container),
  }
  if (old?.state?.running === undefined || fresh.lastState?.terminated !== undefined) return fresh
  fresh.lastState = { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: lost } }
  if (pod.metadata.deletionTimestamp === undefined) fresh.restartCount++
  return fresh
}

const mounts = new WeakMap<Container, Pick<ContainerStatus, 'volumeMounts'>>()
const noMounts: Pick<ContainerStatus, 'volumeMounts'> = {}

/** What a container mounts, as its status repeats it; containers of one template share it. */
function mountsOf(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  if (container.volumeMounts === undefined || container.volumeMounts.length === 0) return noMounts
  let known = mounts.get(container)
  if (known === undefined) {
    known = { volumeMounts: container.volumeMounts.map(({ name, mountPath, readOnly }) => ({ name, mountPath, ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}) })) }
    mounts.set(container, known)
  }
  return known
}

function convert(worker: PodWorker, container: Container, instance: RuntimeContainer, old: ContainerStatus | undefined): DraftStatus {
  const containerID = containerIdText(instance.id)
  const parsed = imageName(instance.image)
  const draft: DraftStatus = {
    name: container.name, state: stateOf(instance), lastState: noState, ready: false, restartCount: Math.max(instance.restartCount, old?.restartCount ?? 0),
    image: parsed.ok ? parsed.name : instance.image, imageID: imageIdOf(instance.image), containerID, ...mountsOf(container),
  }
  const granted = worker.resize === undefined ? container.resources : allocatedResources(worker, container)
  if (granted?.requests !== undefined) draft.allocatedResources = granted.requests
  draft.resources = (instance.state === 'running' ? instance.resources : granted) ?? nothing
  if (old === undefined) return draft
  if (old.containerID !== containerID && old.state?.terminated !== undefined) draft.lastState = { terminated: old.state.terminated }
  else if (old.lastState?.terminated !== undefined) draft.lastState = old.lastState
  if (instance.state !== 'running') return draft
  if (old.state?.terminated !== undefined && old.restartCount >= instance.restartCount) draft.restartCount = old.restartCount + 1
  if (old.started !== undefined) draft.started = old.started
  return draft
}

function stateOf(instance: RuntimeContainer): ContainerState {
  if (instance.state === 'created') return { waiting: {} }
  if (instance.state === 'running') return { running: { startedAt: instance.startedText ?? '' } }
  return {
    terminated: {
      exitCode: instance.exitCode ?? 0, reason: instance.reason ?? 'Error', ...(instance.message === undefined ? {} : { message: instance.message }), ...(instance.startedText === undefined ? {} : { startedAt: instance.startedText }),
      ...(instance.finishedText === undefined ? {} : { finishedAt: instance.finishedText }), containerID: containerIdText(instance.id),
    },
  }
}

/** A container that the next sync would start is Waiting for the reason why the last start failed. */
function overlayReason(worker: PodWorker, container: Container, seen: RuntimePod, draft: DraftStatus, isInit: boolean): void {
  const newest = findContainer(seen, container.name)
  if (isInit && newest?.state === 'exited' && newest.exitCode === 0) return
  if (isInit && newest === undefined && !isSidecar(container) && draft.state?.waiting !== undefined && worker.pod.spec.containers.some(({ name }) => findContainer(seen, name) !== undefined)) {
    const message = 'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally'
    draft.state = { terminated: { exitCode: 0, reason: 'Completed', message } }
    return
  }
  const reason = worker.reasons[container.name]
  if (reason === undefined || !shouldStart(worker.pod, container, seen)) return
  if (draft.state?.terminated !== undefined) draft.lastState = draft.state
  draft.state = { waiting: { reason: reason.reason, ...(reason.message === '' ? {} : { message: reason.message }) } }
}

/** Keeps old statuses, and the whole list, where nothing changed, so that unchanged parts are shared and comparing is cheap. */
export function shareStatuses(drafts: readonly DraftStatus[], before: readonly ContainerStatus[] | undefined): readonly ContainerStatus[] {
  let isSame = before !== undefined && before.length === drafts.length
  const shared = drafts.map((draft, i) => {
    const old = before?.[i]
    if (old !== undefined && isEqual(old, draft)) return old
    isSame = false
    return draft
  })
  return isSame && before !== undefined ? before : shared
}
