import type { ObjectKey, Pod, PodStatus } from '../api/types.js'
import { DeferredEntry, Place, type Change, type LogEntry } from '../store/log.js'
import { valueOf, type Pattern } from './cycle-pattern.js'

/** Whether a pod is as it was in that change, but for its status. */
export function isAlike({ metadata, spec }: Pod, { object }: Change): boolean {
  const then = object as Pod
  if (spec !== then.spec || metadata.labels !== then.metadata.labels) return false
  return metadata.ownerReferences === then.metadata.ownerReferences && metadata.deletionTimestamp === then.metadata.deletionTimestamp
}

/** A status of a pod whose restarts come round alike: the pattern of that step, so many rounds later. */
export class CycleEntry extends DeferredEntry {
  /** The pod as somebody last wrote it otherwise. */
  readonly base: Pod
  readonly status: Pattern
  readonly round: number
  readonly #before: DeferredEntry | Pod | Place
  override readonly key: ObjectKey
  override readonly sample: Change | undefined

  constructor(change: Omit<LogEntry, 'object' | 'previous' | 'request'>, base: Pod, before: DeferredEntry | Pod | Place, step: { readonly status: Pattern; readonly sample: Change }, round: number) {
    super(change)
    this.key = change.key
    this.base = base
    this.#before = before
    this.status = step.status
    this.round = round
    this.sample = isAlike(base, step.sample) ? step.sample : undefined
  }

  get before(): DeferredEntry | Pod {
    return this.#before instanceof Place ? this.#before.entry : this.#before
  }

  get previous(): Pod {
    const { before } = this
    return (before instanceof DeferredEntry ? before.object : before) as Pod
  }

  protected make(): Pod {
    return { ...this.base, metadata: { ...this.base.metadata, resourceVersion: String(this.revision) }, status: valueOf(this.status, this.round) as PodStatus }
  }
}
