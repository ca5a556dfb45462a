import type { Pod } from '../api/types.js'
import { controllerOf } from '../store/keys.js'

/**
 * What a pod belongs to, as references that `match.workload` may name: itself, its controller, and the controller's own where the
 * name tells (Deployment by the pod-template-hash, CronJob by the scheduled minute), which needs no look-up.
 */
export function workloadsOf(pod: Pod): readonly string[] {
  const owner = controllerOf(pod)
  const own = `pod/${pod.metadata.name}`
  if (owner === undefined) return [own]
  const refs = [`${owner.kind.toLowerCase()}/${owner.name}`, own]
  const hash = pod.metadata.labels?.['pod-template-hash']
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) refs.unshift(`deployment/${owner.name.slice(0, -hash.length - 1)}`)
  const minute = owner.kind === 'Job' ? /-\d{8,}$/.exec(owner.name) : null
  if (minute !== null) refs.unshift(`cronjob/${owner.name.slice(0, minute.index)}`)
  return refs
}

/** Whether the pod's containers are expected to end by themselves. */
export const isRunToCompletion = (pod: Pod): boolean => controllerOf(pod)?.kind === 'Job'
