import type { Container } from '../api/types.js'
import { timestamp } from '../clock.js'
import { profileOf } from '../runtime/profile.js'
import { entryAt } from '../runtime/spans.js'
import { outOfMemoryAfter } from '../runtime/usage.js'
import { reasonOf, replaceContainer } from './containers.js'
import { containerId } from './ids.js'
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
  const instance: RuntimeContainer = {
    id: containerId(worker.uid, name, made), name, image, restartCount: last === undefined ? made : last.restartCount + 1,
    sandbox: worker.runtime.sandboxes[0]?.attempt ?? 0, state: 'created',
  }
  worker.created = { ...worker.created, [name]: made + 1 }
  const { containers } = worker.runtime
  const previous = findContainer(worker.runtime, name)
  worker.runtime = { ...worker.runtime, containers: [instance, ...containers.filter((other) => other.name !== name || other === previous)] }
}

/** The created instance runs from now on; how it will end by itself is known. */
export function startContainer(scope: Scope, container: Container): void {
  const { context, worker } = scope
  const { now } = context
  catchUpRelists(scope)
  const instance = findContainer(worker.runtime, container.name)
  if (instance === undefined) return
  const end = naturalEnd(scope, container)
  const running: RuntimeContainer = { ...instance, state: 'running', startedAt: now, startedText: timestamp(context.cluster.clock, now), ...(end === undefined ? {} : { end }) }
  replaceContainer(scope, instance.id, () => running)
}

function naturalEnd({ context, worker }: Scope, container: Container): PlannedEnd | undefined {
  const { runs, usage } = profileOf(context.options, worker.pod, container)
  const run = entryAt(runs, (worker.created[container.name] ?? 1) - 1)
  const oomMs = outOfMemoryAfter(usage, container)
  if (oomMs !== undefined && (run.forMs === undefined || oomMs <= run.forMs)) return { at: context.now + oomMs, code: 137, reason: 'OOMKilled' }
  return run.forMs === undefined ? undefined : { at: context.now + run.forMs, code: run.exit, reason: run.reason ?? reasonOf(run.exit) }
}
