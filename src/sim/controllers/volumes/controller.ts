import { Kind } from '../../api/kinds/ids.js'
import type { Millis, PersistentVolume, PersistentVolumeClaim } from '../../api/types.js'
import type { LogEntry } from '../../store/log.js'
import { classOf } from '../../api/volume-matching.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { syncClaim } from './claim.js'
import { bindCompleted, component } from './names.js'
import { claimKeyOf, syncVolume } from './volume.js'

/** Every claim that still waits is looked at again so often, whatever happens; the first pass at this time (PVClaimBinderSyncPeriod, 1.36). */
const resyncMs = 15_000
const firstResyncMs = 8_150

const claimPrefix = 'claim:'
const newPrefix = 'claim-new:'
const volumePrefix = 'volume:'

/** Binds claims and volumes to each other and reclaims volumes: kube-controller-manager's persistentvolume-binder-controller, 1.36. */
export const volumeController: Controller = defineController({
  name: component,
  watches: [Kind.PersistentVolumeClaim, Kind.PersistentVolume],
  start: (queue) => {
    for (const { metadata } of queue.context.store.list(Kind.PersistentVolume)) enqueue(queue, `${volumePrefix}${metadata.name}`)
    for (const { metadata } of queue.context.store.list(Kind.PersistentVolumeClaim)) enqueue(queue, `${claimPrefix}${metadata.namespace}/${metadata.name}`)
  },
  deliver: (queue, entry) => (entry.kind === Kind.PersistentVolume ? deliverVolume(queue, entry) : deliverClaim(queue, entry)),
  reconcile: (queue, key) => {
    const { context } = queue
    if (key.startsWith(volumePrefix)) {
      const volume = context.store.get<PersistentVolume>(Kind.PersistentVolume, key.slice(volumePrefix.length))
      const next = volume === undefined ? undefined : syncVolume(context, volume)
      if (next !== undefined) enqueue(queue, `${claimPrefix}${next}`)
      return
    }
    const isNew = key.startsWith(newPrefix)
    const name = key.slice((isNew ? newPrefix : claimPrefix).length)
    const claim = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, name)
    if (claim === undefined) return
    syncClaim(context, claim, isNew)
    const left = context.store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, name)
    if (left !== undefined && classOf(left) !== classOf(claim)) enqueue(queue, `${claimPrefix}${name}`)
    if (left !== undefined && left.metadata.annotations?.[bindCompleted] === undefined) requeueAfter(queue, `${claimPrefix}${name}`, untilResync(context.now))
  },
})

const untilResync = (now: Millis): Millis => resyncMs - ((((now - firstResyncMs) % resyncMs) + resyncMs) % resyncMs)

/** What the controller writes itself it knows already. */
function deliverClaim(queue: WorkQueue, entry: LogEntry): void {
  if (entry.by === component && entry.type !== 'DELETED') return
  if (entry.type !== 'DELETED') return enqueue(queue, `${entry.type === 'ADDED' ? newPrefix : claimPrefix}${entry.key}`)
  const { volumeName = '' } = (entry.object as PersistentVolumeClaim).spec
  if (volumeName !== '') enqueue(queue, `${volumePrefix}${volumeName}`)
}

function deliverVolume(queue: WorkQueue, entry: LogEntry): void {
  if (entry.type !== 'DELETED') return entry.by === component ? undefined : enqueue(queue, `${volumePrefix}${entry.key}`)
  const claim = claimKeyOf(entry.object as PersistentVolume)
  if (claim !== undefined) enqueue(queue, `${claimPrefix}${claim}`)
}
