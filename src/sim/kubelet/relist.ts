import { settleRuntime } from './containers.js'
import type { RuntimePod, Scope } from './state.js'
import { wakeEnds } from './wakes.js'

/** Looks at the pod's containers (PLEG, pleg/generic.go 1.36); the value is how many of them, sandbox included, changed since the last look. */
export function relist(scope: Scope): number {
  const { worker, context } = scope
  settleRuntime(scope)
  const changes = worker.cached === worker.runtime ? 0 : countChanges(worker.cached, worker.runtime)
  worker.cached = worker.runtime
  worker.cachedAt = context.now
  wakeEnds(scope)
  return changes
}

function countChanges(before: RuntimePod, after: RuntimePod): number {
  let count = 0
  for (const sandbox of after.sandboxes) {
    const old = before.sandboxes.find(({ attempt }) => attempt === sandbox.attempt)
    if (old?.isReady !== sandbox.isReady) count++
  }
  for (const container of after.containers) {
    if (container.state !== 'created' && before.containers.find(({ id }) => id === container.id)?.state !== container.state) count++
  }
  for (const container of before.containers) {
    if (container.state === 'running' && !after.containers.some(({ id }) => id === container.id)) count++
  }
  return count
}
