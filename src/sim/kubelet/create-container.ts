import type { Container, ContainerState, Pod } from '../api/types.js'
import type { RunBehaviour } from '../behaviour.js'
import { startFault } from '../runtime/process.js'
import { profileOf } from '../runtime/profile.js'
import { entryAt } from '../runtime/spans.js'
import { outOfMemoryAfter } from '../runtime/usage.js'
import { allocatedResources } from './allocation.js'
import { exited, reasonOf, replaceContainer, runningFrom } from './containers.js'
import { advanceProcesses, beginProcess, worldOf } from './exec-process.js'
import { runsScript } from './exec-program.js'
import { containerIdText, idOf } from './ids.js'
import { limitsStorage } from './storage-usage.js'
import { meterPod } from './metering.js'
import { catchUpRelists } from './relist.js'
import { findContainer } from './restart-policy.js'
import type { PlannedEnd, RuntimeContainer, RuntimePod, Scope } from './state.js'

/** Makes the next instance of a container. Of those before it the newest stays, as the runtime's garbage collection leaves it. */
export function createContainer(scope: Scope, container: Container, seen: RuntimePod): void {
  const { worker } = scope
  catchUpRelists(scope)
  const { name, image = '' } = container
  const made = worker.created[name] ?? 0
  const last = findContainer(seen, name)
  const idText = containerIdText(worker.uid, name, made)
  const instance: RuntimeContainer = {
    id: idOf(idText), idText, name, image, resources: allocatedResources(worker, container), restartCount: last === undefined ? made : last.restartCount + 1,
    sandbox: worker.runtime.sandboxes[0]?.attempt ?? 0, state: 'created', shown: shownCreated,
    startedAt: undefined, startedText: undefined, finishedAt: undefined, exitCode: undefined, end: undefined,
  }
  worker.created = { ...worker.created, [name]: made + 1 }
  const { sandboxes, containers } = worker.runtime
  const previous = findContainer(worker.runtime, name)
  worker.runtime = { sandboxes, containers: [instance, ...containers.filter((other) => other.name !== name || other === previous)] }
}

const shownCreated: ContainerState = { waiting: {} }

const forever: RunBehaviour = { exit: 0 }

/** The created instance runs from now on; how it will end by itself is known. The value is why it cannot be started. */
export function startContainer(scope: Scope, container: Container): string | undefined {
  const { context, worker } = scope
  const { now } = context
  catchUpRelists(scope)
  const instance = findContainer(worker.runtime, container.name)
  if (instance === undefined) return undefined
  const isScript = runsScript(scope, container)
  const end = plannedEnd(scope, container, now, isScript)
  const running = runningFrom(instance, now, end, context.cluster.clock)
  replaceContainer(scope, instance.id, () => running)
  if (isScript) {
    const begun = beginProcess(scope, container, running, true)
    const fault = startFault(begun.process, worldOf(scope, begun))
    if (fault !== undefined) return failStart(scope, instance, `${notStarted}${fault}`)
    advanceProcesses(scope)
  }
  if (declaresUse(context, worker.pod, container)) meterPod(context, scope.node, worker.uid)
  return undefined
}

/** What containerd 2 puts in front of the words of runc. */
const notStarted = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: '

/** The instance ends before it ran, as containerd 2 tells: with 128, and as if it had begun at the beginning of time. */
function failStart(scope: Scope, instance: RuntimeContainer, message: string): string {
  const { now, cluster } = scope.context
  replaceContainer(scope, instance.id, () => exited(instance, { at: now, code: 128, reason: 'StartError', message }, cluster.clock, '1970-01-01T00:00:00Z'))
  advanceProcesses(scope)
  return message
}

/** Whether the scenario says what memory or storage the container uses, or how much it may use. */
const declaresUse = ({ options }: Scope['context'], pod: Pod, container: Container): boolean =>
  profileOf(options, pod, container).usage?.some(({ memory, storage }) => memory !== undefined || storage !== undefined) === true || limitsStorage(pod)

/** How a container that began then ends by itself, not before now. A script ends when it does; all else is known beforehand. */
export function plannedEnd({ context, worker }: Scope, container: Container, startedAt: number, isScript: boolean): PlannedEnd | undefined {
  const { runs, usage } = profileOf(context.options, worker.pod, container)
  const run = isScript ? forever : entryAt(runs, (worker.created[container.name] ?? 1) - 1)
  const oomMs = outOfMemoryAfter(usage, container)
  if (oomMs !== undefined && (run.forMs === undefined || oomMs <= run.forMs)) return { at: Math.max(context.now, startedAt + oomMs), code: 137, reason: 'OOMKilled' }
  return run.forMs === undefined ? undefined : { at: Math.max(context.now, startedAt + run.forMs), code: run.exit, reason: run.reason ?? reasonOf(run.exit) }
}
