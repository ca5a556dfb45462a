import { conditionOf } from '../../sim/api/conditions.js'
import { Kind } from '../../sim/api/kinds/ids.js'
import { podStatusWord } from '../../sim/api/kinds/pod-status.js'
import type { ContainerStatus, Event, Node, Pod } from '../../sim/api/types.js'
import { stateText } from '../../sim/trace-text.js'
import { keyOf, type ClusterView, type LogEntry } from '../../sim/view.js'
import { historyOf, lastEntry, lastEvent, eventsAbout } from '../history.js'
import { textOf } from '../references.js'
import { noReason, reason, together, type Reason } from './reason.js'
import { whyNode } from './why-node.js'

type Explain = (view: ClusterView, pod: Pod) => Reason | undefined

const podHistory = (view: ClusterView, pod: Pod): readonly LogEntry[] =>
  historyOf(view, Kind.Pod, keyOf(pod.metadata)).filter(({ object }) => object.metadata.uid === pod.metadata.uid)
const since = (view: ClusterView, pod: Pod, isSo: (pod: Pod) => boolean): LogEntry | undefined =>
  lastEntry(podHistory(view, pod), ({ object, previous }) => isSo(object as Pod) && (previous === undefined || !isSo(previous as Pod)))

/** Why a pod is not running and ready; nothing for one that is. The first explanation that fits is the deepest. */
export function whyPod(view: ClusterView, pod: Pod): Reason {
  for (const explain of [leaving, unscheduled, lostNode, stuckContainer, failedPod, unready, starting]) {
    const found = explain(view, pod)
    if (found !== undefined) return found
  }
  return noReason
}

const leaving: Explain = (view, pod) => {
  const { deletionTimestamp, finalizers } = pod.metadata
  if (deletionTimestamp === undefined) return undefined
  const began = since(view, pod, ({ metadata }) => metadata.deletionTimestamp !== undefined)
  const held = finalizers === undefined || finalizers.length === 0 ? '' : `; finalizers hold it: ${finalizers.join(', ')}`
  const why = together([reason(`${textOf(pod)} is being deleted${began === undefined ? '' : ` by ${began.by}`}${held}`, began), nodeTrouble(view, pod)])
  return { ...why, isPassing: true }
}

const unscheduled: Explain = (view, pod) => {
  if ((pod.spec.nodeName ?? '') !== '') return undefined
  const condition = conditionOf(pod.status.conditions, 'PodScheduled')
  const event = lastEvent(view, pod, 'FailedScheduling')
  const message = condition?.message ?? (event?.object as Event | undefined)?.message
  if (condition?.reason === 'SchedulingGated')
    return reason(`${textOf(pod)} waits for its scheduling gates: ${(pod.spec.schedulingGates ?? []).map(({ name }) => name).join(', ')}`)
  const { schedulerName = 'default-scheduler' } = pod.spec
  const untried = schedulerName === 'default-scheduler' ? 'the scheduler has not tried it yet' : `nobody schedules it: there is no scheduler \`${schedulerName}\``
  const why = reason(
    `${textOf(pod)} is Pending: ${message ?? untried}`,
    event ?? since(view, pod, (each) => conditionOf(each.status.conditions, 'PodScheduled')?.status === 'False'),
  )
  return message === undefined ? why : { ...why, hints: [...why.hints, ...placementHints(view, pod)] }
}

const mostNodes = 4

/** What is in the way on each node, where more is to say than the scheduler's message does; `seatrial explain` tells it in full. */
function placementHints(view: ClusterView, pod: Pod): readonly string[] {
  const told = (view.placement(pod)?.nodes ?? []).flatMap(({ node, rejections: [first] }) =>
    (first === undefined || first.parts.length === 0 ? [] : [`node ${node}: ${first.reasons.join(', ')} (${first.parts.join('; ')})`]))
  return told.length <= mostNodes ? told : [...told.slice(0, mostNodes), `and ${told.length - mostNodes} nodes more: \`seatrial explain\` tells of each`]
}

const lostNode: Explain = (view, pod) => {
  const trouble = nodeTrouble(view, pod)
  return trouble === noReason ? undefined : together([{ hints: [`${textOf(pod)} is on ${pod.spec.nodeName}, which does not answer`], revisions: [] }, trouble])
}

function nodeTrouble(view: ClusterView, pod: Pod): Reason {
  const node = pod.spec.nodeName === undefined ? undefined : view.store.get<Node>(Kind.Node, pod.spec.nodeName)
  return node === undefined ? noReason : whyNode(view, node)
}

const statusesOf = ({ status }: Pod): readonly ContainerStatus[] => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
const pullTroubles = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError', 'RegistryUnavailable']
const quiet = ['ContainerCreating', 'PodInitializing']

const stuckContainer: Explain = (view, pod) => {
  const stuck = statusesOf(pod).filter(({ state }) => state?.waiting?.reason !== undefined && !quiet.includes(state.waiting.reason))
  const crashed = statusesOf(pod).filter(
    ({ state, lastState }) =>
      state?.terminated !== undefined && state.terminated.exitCode !== 0 && (lastState?.terminated !== undefined || pod.status.phase !== 'Failed'),
  )
  const reasons = [...stuck, ...crashed].map((status) => whyContainer(view, pod, status))
  return reasons.length === 0 ? undefined : together(reasons)
}

/** The kubelet says the cause once, and then again and again that it failed (`Error: ImagePullBackOff`). */
const isPullFailure = ({ reason: what, message }: Event): boolean => ['Failed', 'InspectFailed', 'ErrImageNeverPull'].includes(what) && !message.startsWith('Error: ')

function whyContainer(view: ClusterView, pod: Pod, status: ContainerStatus): Reason {
  const waiting = status.state?.waiting
  const where = `container ${status.name} of ${textOf(pod)}`
  if (waiting?.reason !== undefined && pullTroubles.includes(waiting.reason)) {
    const event = lastEntry(eventsAbout(view, pod), ({ object }) => isPullFailure(object as Event))
    return reason(
      `${where} has no image: ${(event?.object as Event | undefined)?.message ?? waiting.message ?? waiting.reason}`,
      event,
      lastEvent(view, pod, 'BackOff'),
    )
  }
  const ended = status.state?.terminated ?? status.lastState?.terminated
  if (ended !== undefined) return whyEnded(view, pod, status, where)
  return reason(
    `${where} waits: ${waiting?.reason ?? ''}${waiting?.message === undefined ? '' : `: ${waiting.message}`}`,
    lastEvent(view, pod, 'Failed', 'FailedMount', 'FailedCreatePodSandBox'),
    stateSince(view, pod, status),
  )
}

/** As much as a reader takes in. */
const wordsMax = 200

/** The last two lines that a container wrote, or the last alone: most of the time they tell why it ended. */
function lastWords(view: ClusterView, { metadata: { namespace = '', name } }: Pod, { name: container }: ContainerStatus): string {
  const question = { namespace, pod: name, container }
  const text = view.logs(question) || view.logs({ ...question, isPrevious: true }) || ''
  const lines = text.trimEnd().split('\n').slice(-2).map((line) => line.trim()).filter((line) => line !== '')
  if (lines.length === 0) return ''
  const both = lines.join(' / ')
  const words = both.length > wordsMax ? lines.at(-1)! : both
  return `; it wrote last: ${words.length > wordsMax ? `${words.slice(0, wordsMax)}…` : words}`
}

function whyEnded(view: ClusterView, pod: Pod, status: ContainerStatus, where: string): Reason {
  const ended = (status.state?.terminated ?? status.lastState?.terminated)!
  const why =
    ended.reason === 'OOMKilled'
      ? 'it was killed for want of memory (OOMKilled)'
      : `it ended with exit code ${ended.exitCode}${ended.reason === undefined ? '' : ` (${ended.reason})`}`
  const backOff = status.state?.waiting?.message === undefined ? '' : `; ${status.state.waiting.message.replace(/ restarting failed container=.*$/, '')}`
  const killed = lastEvent(view, pod, 'Unhealthy', 'Killing')
  const ends = podHistory(view, pod).filter(
    ({ object, previous }) => hasEnded(object as Pod, status.name) && !hasEnded(previous as Pod | undefined, status.name),
  )
  const probed = killed !== undefined && (killed.object as Event).reason === 'Killing' ? lastEvent(view, pod, 'Unhealthy') : undefined
  const because = probed === undefined ? '' : `; before that ${(probed.object as Event).message}`
  return reason(
    `${where} keeps ending: ${why}, ${status.restartCount} restart${status.restartCount === 1 ? '' : 's'}${backOff}${because}${ended.exitCode === 0 ? '' : lastWords(view, pod, status)}`,
    ends.at(-1),
    probed,
    lastEvent(view, pod, 'BackOff'),
    ends.at(-2),
    ends[0],
  )
}

const hasEnded = (pod: Pod | undefined, name: string): boolean =>
  pod !== undefined && statusesOf(pod).some((status) => status.name === name && status.state?.terminated !== undefined)
const stateSince = (view: ClusterView, pod: Pod, { name, state }: ContainerStatus): LogEntry | undefined =>
  since(view, pod, (each) => statusesOf(each).some((status) => status.name === name && stateText(status.state) === stateText(state)))

const failedPod: Explain = (view, pod) => {
  if (pod.status.phase !== 'Failed') return undefined
  const ended = statusesOf(pod)
    .filter(({ state }) => state?.terminated !== undefined && state.terminated.exitCode !== 0)
    .map(({ name, state }) => `container ${name} ${stateText(state)}`)
  const why = pod.status.reason === undefined ? ended.join(', ') : `${pod.status.reason}${pod.status.message === undefined ? '' : `: ${pod.status.message}`}`
  return reason(
    `${textOf(pod)} has Failed${why === '' ? '' : `: ${why}`}`,
    since(view, pod, ({ status }) => status.phase === 'Failed'),
    lastEvent(view, pod, 'Evicted', 'Preempted', 'NodeNotReady'),
  )
}

const isReady = (pod: Pod): boolean => conditionOf(pod.status.conditions, 'Ready')?.status === 'True'

const unready: Explain = (view, pod) => {
  if (pod.status.phase !== 'Running' || isReady(pod)) return undefined
  const gates = (pod.spec.readinessGates ?? []).map(({ conditionType }) => conditionType).filter((type) => conditionOf(pod.status.conditions, type)?.status !== 'True')
  if (gates.length > 0) return reason(`${textOf(pod)} waits for its readiness gates: ${gates.join(', ')}`)
  const probe = lastEvent(view, pod, 'Unhealthy')
  const why = (probe?.object as Event | undefined)?.message ?? conditionOf(pod.status.conditions, 'Ready')?.message ?? 'its containers are not ready'
  return reason(
    `${textOf(pod)} runs but is not ready: ${why}`,
    since(view, pod, (each) => !isReady(each)),
    probe,
  )
}

const starting: Explain = (view, pod) => {
  if (pod.status.phase === 'Running' || pod.status.phase === 'Succeeded') return undefined
  const warning = lastEntry(eventsAbout(view, pod), ({ object }) => (object as Event).type === 'Warning')
  const last = eventsAbout(view, pod).at(-1)
  const said = warning ?? last
  return {
    ...reason(`${textOf(pod)} is starting: ${podStatusWord(pod)}${said === undefined ? '' : `; ${(said.object as Event).message}`}`, said),
    isPassing: true,
  }
}

/** What makes no difference between two pods that fail in the same way. */
export const namesOf = ({ metadata, spec }: Pod): readonly string[] => [metadata.name, metadata.uid, ...(spec.nodeName === undefined ? [] : [spec.nodeName])]
