import type { Millis } from './api/types.js'
import type { ActorContext } from './state.js'

/** Until when an actor may go on by itself, from instant to instant: nothing else happens before, and nobody looks. */
export const quietUntil = ({ cluster: { queue, now, unseenUntil } }: ActorContext): Millis =>
  Math.max(now, Math.min(unseenUntil, (queue.peek()?.at ?? Number.POSITIVE_INFINITY) - 1))

/** Goes to an instant no later than `quietUntil`. */
export function passTo(context: ActorContext, at: Millis): void {
  context.cluster.now = at
  context.now = at
}
