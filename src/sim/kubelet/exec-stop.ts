import type { Millis } from '../api/types.js'
import type { Directory } from '../runtime/files/tree.js'
import { advance, type Advanced, type Signal } from '../runtime/process.js'
import { reasonOf } from './containers.js'
import type { ContainerProcess, VolumeKey } from './contents-state.js'
import { contentsOf } from './contents-volumes.js'
import { terminationMessage } from './exec-message.js'
import { wakeProcesses, worldOf } from './exec-process.js'
import type { PlannedEnd, Scope } from './state.js'

const sigkill = 137

/**
 * How a script ends that is told to at that time, by the signal that its image names, and killed after its grace: it is run ahead, as if
 * nothing else changed what it sees. The process itself gets its signal when the time comes. Undefined: the container runs no script.
 * `lifecycle.stopSignal` has no say: the API server drops it, as the gate ContainerStopSignals is alpha in 1.36, and off.
 */
export function scriptEnd(scope: Scope, id: string, at: Millis, graceMs: Millis): PlannedEnd | undefined {
  const contents = contentsOf(scope)
  const process = contents.processes.get(id)
  if (process === undefined || !process.isMain) return undefined
  scope.worker.contents = { ...contents, processes: new Map([...contents.processes, [id, { ...process, stopAt: at }]]) }
  wakeProcesses(scope)
  const ahead = runAhead(scope, process, at, at + graceMs)
  const { exit } = ahead.advanced
  const code = exit?.code ?? sigkill
  const message = terminationMessage(scope, process, code, (key) => ahead.volumes.get(key)!)
  return { at: exit?.at ?? at + graceMs, code, reason: reasonOf(code), ...(message === undefined ? {} : { message }) }
}

interface Ahead {
  readonly advanced: Advanced
  readonly volumes: ReadonlyMap<VolumeKey, Directory>
}

function runAhead(scope: Scope, { process, ...record }: ContainerProcess, stopAt: Millis, deadline: Millis): Ahead {
  const world = worldOf(scope, { process, ...record })
  let volumes: ReadonlyMap<VolumeKey, Directory> = world.volumes
  let state = process
  const go = (now: Millis, signals: readonly Signal[] = []): Advanced => {
    const advanced = advance(state, { ...world, volumes }, now, signals)
    state = advanced.process
    volumes = new Map([...volumes, ...advanced.volumes])
    return advanced
  }
  let advanced = go(stopAt, [record.stopSignal])
  while (advanced.exit === undefined && advanced.next !== undefined && advanced.next <= deadline) advanced = go(advanced.next)
  return { advanced, volumes }
}
