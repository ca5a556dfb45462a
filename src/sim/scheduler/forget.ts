import type { ActorContext } from '../state.js'
import { placedPod, unplacePod } from './placement.js'
import { moveWaiting } from './queue/changes.js'
import type { SchedulerState } from './state.js'

/** A chosen pod that cannot be bound gives its place back (handleAssumedPodDeletion, 1.36). */
export function forget(context: ActorContext, state: SchedulerState, key: string): void {
  const placed = placedPod(state, key)
  if (placed?.isAssumed !== true) return
  state.bindings.delete(key)
  unplacePod(state, key)
  moveWaiting(context, state, { type: 'podDelete', pod: { before: { ...placed.pod, spec: { ...placed.pod.spec, nodeName: placed.node } }, after: undefined } })
}
