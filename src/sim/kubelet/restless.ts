import { eventsAllowedAt } from '../apiserver/event-correlation.js'
import type { Scope } from './state.js'

/**
 * Whether each sync brings about the next. A probe's worker goes when its container has ended for good, and the next sync makes a new one, unless
 * a worker is there that comes before it (prober_manager.go AddPod, 1.36); the first thing that one does is to tell of the end again, which asks for
 * a sync. Here that goes on as long as anybody would hear of what such syncs meet.
 */
export const isRestless = ({ worker, context, node }: Scope): boolean =>
  worker.probes[0]?.isStopped === true && eventsAllowedAt(context, 'kubelet', node.name, worker.uid, 'Warning') <= context.now
