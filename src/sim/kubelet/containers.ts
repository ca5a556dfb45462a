import type { Container, Millis, Pod } from '../api/types.js'
import { timestamp, type Clock } from '../clock.js'
import type { PlannedEnd, RuntimeContainer, Scope } from './state.js'

/** A container of the spec, init and ephemeral containers included. */
export const specContainer = ({ spec }: Pod, name: string): Container | undefined =>
  spec.containers.find((container) => container.name === name) ?? spec.initContainers?.find((container) => container.name === name) ??
  spec.ephemeralContainers?.find((container) => container.name === name)

export const exited = (container: RuntimeContainer, { at, code, reason, message }: PlannedEnd, clock: Clock): RuntimeContainer => {
  const { end: _, ...rest } = container
  return { ...rest, state: 'exited', finishedAt: at, finishedText: timestamp(clock, at), exitCode: code, reason, ...(message === undefined ? {} : { message }) }
}

export const reasonOf = (code: number): string => (code === 0 ? 'Completed' : 'Error')

/** Lets end what has come to its end by now. Ends are not waited for one by one: they show when somebody looks. */
export function settleRuntime({ context, worker }: Scope): void {
  const { containers } = worker.runtime
  if (!containers.some((container) => isOver(container, context.now))) return
  const { clock } = context.cluster
  worker.runtime = { ...worker.runtime, containers: containers.map((container) => (isOver(container, context.now) ? exited(container, container.end!, clock) : container)) }
}

const isOver = ({ state, end }: RuntimeContainer, now: Millis): boolean => state === 'running' && end !== undefined && end.at <= now

/** Puts another record in place of a container's. */
export function replaceContainer({ worker }: Scope, id: string, change: (container: RuntimeContainer) => RuntimeContainer): void {
  worker.runtime = { ...worker.runtime, containers: worker.runtime.containers.map((container) => (container.id === id ? change(container) : container)) }
}

/** The container ends then, unless it already ends before. */
export const withEnd = (container: RuntimeContainer, end: PlannedEnd): RuntimeContainer =>
  container.end !== undefined && container.end.at <= end.at ? container : { ...container, end }

/** Which instance a command would run in; undefined: the container does not run. */
export const runningInstance = ({ worker }: Pick<Scope, 'worker'>, { name }: Pick<Container, 'name'>): RuntimeContainer | undefined =>
  worker.runtime.containers.find((container) => container.name === name && container.state === 'running')
