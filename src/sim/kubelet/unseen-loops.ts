import { slotOf } from '../actor-slot.js'
import type { Container, Pod } from '../api/types.js'
import { isEndless } from '../runtime/shell/endless.js'
import type { Cluster } from '../state.js'
import { cancelWake } from '../wake.js'
import type { KubeletState, PodWorker } from './state.js'
import { Wake } from './wakes.js'

/**
 * Drops the wake-ups of scripts when all that run are known to loop for ever, and nobody sees their rounds: no probe looks at their pods, and no
 * limit of storage is there to be reached. Objects come to the same without them. A script goes on when something else touches its pod.
 */
export function leaveUnseenLoops(cluster: Cluster): void {
  const { context, state } = slotOf(cluster, 'kubelet')!
  const { contentful, workers } = state as KubeletState
  for (const uid of contentful.keys()) {
    const worker = workers.get(uid)
    if (worker !== undefined && !isUnseen(worker)) return
  }
  for (const uid of contentful.keys()) cancelWake(context, `${Wake.Process}/${uid}`)
}

function isUnseen({ pod, contents }: PodWorker): boolean {
  for (const { process, next, watches, stopAt } of contents?.processes.values() ?? []) {
    if (stopAt !== undefined || ((next !== undefined || watches.length > 0) && !isEndless(process))) return false
  }
  return !isWatched(pod)
}

const isWatched = ({ spec: { containers, initContainers = [], volumes = [] } }: Pod): boolean =>
  [...containers, ...initContainers].some(isProbedOrLimited) || volumes.some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined)

const isProbedOrLimited = ({ livenessProbe, readinessProbe, startupProbe, resources }: Container): boolean =>
  livenessProbe !== undefined || readinessProbe !== undefined || startupProbe !== undefined || resources?.limits?.['ephemeral-storage'] !== undefined
