import type { Container, ContainerState, Millis, Pod } from '../api/types.js'
import { timestamp, type Clock } from '../clock.js'
import type { PlannedEnd, RuntimeContainer, Scope } from './state.js'
import { statusNamed } from './status-view.js'

/** A container of the spec, init and ephemeral containers included. */
export const specContainer = ({ spec }: Pod, name: string): Container | undefined =>
  statusNamed(spec.containers, name) ?? statusNamed(spec.initContainers, name) ?? statusNamed(spec.ephemeralContainers, name)

/** `startedText`: when it says that it began, where that is not when it began. */
export function exited(container: RuntimeContainer, { at, code, reason, message }: PlannedEnd, clock: Clock, startedText: string | undefined = container.startedText): RuntimeContainer {
  const { id, idText, name, image, resources, restartCount, sandbox, startedAt } = container
  const shown = shownEnd(code, reason, message, startedText, timestamp(clock, at), idText)
  return { id, idText, name, image, resources, restartCount, sandbox, state: 'exited', shown, startedAt, startedText, finishedAt: at, exitCode: code, end: undefined }
}

function shownEnd(exitCode: number, reason: string, message: string | undefined, startedAt: string | undefined, finishedAt: string, containerID: string): ContainerState {
  if (message === undefined && startedAt !== undefined) return { terminated: { exitCode, reason, startedAt, finishedAt, containerID } }
  return { terminated: { exitCode, reason, ...(message === undefined ? {} : { message }), ...(startedAt === undefined ? {} : { startedAt }), finishedAt, containerID } }
}

export function runningFrom(container: RuntimeContainer, startedAt: Millis, end: PlannedEnd | undefined, clock: Clock): RuntimeContainer {
  const { id, idText, name, image, resources, restartCount, sandbox } = container
  const startedText = timestamp(clock, startedAt)
  const shown = { running: { startedAt: startedText } }
  return { id, idText, name, image, resources, restartCount, sandbox, state: 'running', shown, startedAt, startedText, finishedAt: undefined, exitCode: undefined, end }
}

export const reasonOf = (code: number): string => (code === 0 ? 'Completed' : 'Error')

/** Lets end what has come to its end by now. Ends are not waited for one by one: they show when somebody looks. */
export function settleRuntime({ context, worker }: Scope): void {
  const { sandboxes, containers } = worker.runtime
  for (let i = 0; i < containers.length; i++) {
    if (!isOver(containers[i]!, context.now)) continue
    const { clock } = context.cluster
    worker.runtime = { sandboxes, containers: containers.map((each) => (isOver(each, context.now) ? exited(each, each.end!, clock) : each)) }
    return
  }
}

const isOver = ({ state, end }: RuntimeContainer, now: Millis): boolean => state === 'running' && end !== undefined && end.at <= now

/** Puts another record in place of a container's. */
export function replaceContainer({ worker }: Scope, id: string, change: (container: RuntimeContainer) => RuntimeContainer): void {
  const { sandboxes, containers } = worker.runtime
  worker.runtime = { sandboxes, containers: containers.map((container) => (container.id === id ? change(container) : container)) }
}

/** The container ends then, unless it already ends before. */
export const withEnd = (container: RuntimeContainer, end: PlannedEnd): RuntimeContainer =>
  container.end !== undefined && container.end.at <= end.at ? container : { ...container, end }

/** Which instance a command would run in; undefined: the container does not run. */
export const runningInstance = ({ worker }: Pick<Scope, 'worker'>, { name }: Pick<Container, 'name'>): RuntimeContainer | undefined =>
  worker.runtime.containers.find((container) => container.name === name && container.state === 'running')
