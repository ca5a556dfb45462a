import type { PodKill, Scope } from './state.js'
import { pump, updatePod } from './worker-loop.js'

/**
 * Ends a pod on the kubelet's own account: eviction, preemption, shutdown (killPodNow, pod_workers.go 1.36). The object stays, Failed
 * once nothing of it runs. False: it is ending already.
 */
export function killPod(scope: Scope, kill: PodKill): boolean {
  const { worker } = scope
  if (worker.stage !== 'sync' && worker.stage !== 'terminating') return false
  if (worker.kill !== undefined) return false
  worker.kill = kill
  updatePod(scope, true)
  pump(scope)
  return true
}
