import { settleRuntime } from './containers.js'
import { lastRound } from './grid.js'
import { requestSync } from './operation.js'
import type { RuntimeContainer, RuntimePod, Scope } from './state.js'
import { wakeEnds } from './wakes.js'

/** Looks at the pod's containers (PLEG, pleg/generic.go 1.36); the value is whether any of them, or the sandbox, changed since the last look. */
export function relist(scope: Scope): boolean {
  const { worker, context } = scope
  settleRuntime(scope)
  const hasChanged = worker.mustReinspect || (worker.cached !== worker.runtime && haveChanged(worker.cached, worker.runtime))
  worker.mustReinspect = false
  worker.cached = worker.runtime
  worker.cachedAt = context.now
  worker.hasRelistRequest = false
  wakeEnds(scope)
  return hasChanged
}

/**
 * Before the runtime changes again: the relists since its last change saw that, and asked for a sync. They are not made one by one
 * while a sync is under way, because nothing else comes of them.
 */
export function catchUpRelists(scope: Scope): void {
  const { worker, context, node } = scope
  if (worker.cached !== worker.runtime) {
    const round = lastRound(context.now, node.relistAnchor, context.options.latency.relistMs)
    if (round <= worker.changedAt) return
    if (haveChanged(worker.cached, worker.runtime)) requestSync(worker)
    worker.cached = worker.runtime
    worker.cachedAt = round
  }
  worker.changedAt = context.now
}

function haveChanged(before: RuntimePod, after: RuntimePod): boolean {
  if (after.sandboxes !== before.sandboxes) {
    for (const sandbox of after.sandboxes) {
      const old = before.sandboxes.find(({ attempt }) => attempt === sandbox.attempt)
      if (old?.isReady !== sandbox.isReady) return true
    }
  }
  for (const container of after.containers) if (container.state !== 'created' && instanceOf(before, container)?.state !== container.state) return true
  for (const container of before.containers) if (container.state === 'running' && instanceOf(after, container) === undefined) return true
  return false
}

function instanceOf({ containers }: RuntimePod, { id }: RuntimeContainer): RuntimeContainer | undefined {
  for (const container of containers) if (container.id === id) return container
  return undefined
}
