import { Kind } from '../../api/kinds/ids.js'
import type { Millis, PersistentVolume, Pod } from '../../api/types.js'
import { attachmentName, type VolumeAttachment } from '../../api/volume-attachment.js'
import { createObject } from '../../apiserver/create.js'
import { recordEvent } from '../../apiserver/events.js'
import { updateStatus } from '../../apiserver/update.js'
import { attachFailure } from '../../attach-failure.js'
import { timestamp } from '../../clock.js'
import type { CowMap } from '../../cow-map.js'
import type { ActorContext } from '../../state.js'

export const component = 'attachdetach-controller'

/** How long a driver takes to attach a volume. */
const attachMs: Millis = 700
/** The driver's own attempts after one that failed (external-attacher --retry-interval-start and -max). */
const driverBackoffMs: Millis = 1_000
const maxDriverBackoffMs: Millis = 300_000
/** The controller's (exponentialbackoff), each of which looks at the attachment after a while (csi_attacher.go, 1.36). */
const backoffMs: Millis = 500
const maxBackoffMs: Millis = 122_000
const lookMs: Millis = 500

/** A volume on its way to a node. */
export interface Attaching {
  /** When the driver tries next; undefined once it has succeeded. */
  readonly driverAt: Millis | undefined
  readonly driverFailures: number
  /** The driver's last error. */
  readonly error: string | undefined
  /** When the controller looks next. */
  readonly lookAt: Millis
  readonly failures: number
}

export interface Attachable {
  readonly volume: PersistentVolume
  readonly node: string
  /** The pods on the node that want it. */
  readonly pods: readonly Pod[]
}

export const idOf = (volume: string, node: string): string => `${volume} ${node}`

/** Asks the driver for the volume. The value is when there is something to do next. */
export function beginAttach(context: ActorContext, attaching: CowMap<string, Attaching>, { volume, node }: Attachable): Millis {
  createObject<VolumeAttachment>(context, draftOf(volume, node))
  const at = context.now + attachMs
  attaching.set(idOf(volume.metadata.name, node), { driverAt: at, driverFailures: 0, error: undefined, lookAt: at, failures: 0 })
  return at
}

const draftOf = ({ metadata, spec }: PersistentVolume, node: string): VolumeAttachment => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: attachmentName(metadata.name, node) } as VolumeAttachment['metadata'],
  spec: { attacher: String(spec.csi?.['driver'] ?? ''), nodeName: node, source: { persistentVolumeName: metadata.name } }, status: { attached: false },
})

/** What driver and controller do about an attachment now. The value is when there is something to do next; undefined: never. */
export function goOnAttaching(context: ActorContext, attaching: CowMap<string, Attaching>, attachable: Attachable, attachment: VolumeAttachment): Millis | undefined {
  if (attachment.status.attached) return undefined
  const id = idOf(attachable.volume.metadata.name, attachable.node)
  const before = attaching.get(id) ?? { driverAt: context.now + attachMs, driverFailures: 0, error: undefined, lookAt: context.now + attachMs, failures: 0 }
  const tried = before.driverAt !== undefined && before.driverAt <= context.now ? tryDriver(context, before, attachable, attachment) : before
  if (tried.lookAt <= context.now && tried.driverAt === undefined) {
    attaching.delete(id)
    return succeed(context, attachable, attachment)
  }
  const next = tried.lookAt <= context.now ? fail(context, tried, attachable) : tried
  attaching.set(id, next)
  return next.driverAt === undefined ? next.lookAt : Math.min(next.driverAt, next.lookAt)
}

function tryDriver(context: ActorContext, before: Attaching, { volume, node }: Attachable, attachment: VolumeAttachment): Attaching {
  const { namespace = '', name = '' } = volume.spec.claimRef ?? {}
  const error = attachFailure(context.cluster.conditions, namespace, name, node)
  if (error === undefined) return { ...before, driverAt: undefined, error }
  updateStatus(context, attachment, { attached: false, attachError: { message: error, time: timestamp(context.cluster.clock, context.now) } })
  const delayMs = Math.min(driverBackoffMs * 2 ** before.driverFailures, maxDriverBackoffMs)
  return { ...before, driverAt: context.now + delayMs, driverFailures: before.driverFailures + 1, error }
}

function succeed(context: ActorContext, { volume, pods }: Attachable, attachment: VolumeAttachment): undefined {
  const current = context.store.get<VolumeAttachment>(Kind.VolumeAttachment, attachment.metadata.name) ?? attachment
  updateStatus(context, current, { attached: true })
  for (const pod of pods) say(context, pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume ${JSON.stringify(volume.metadata.name)} `)
  return undefined
}

/** In the driver's words; the next look comes after a back-off. */
function fail(context: ActorContext, tried: Attaching, { volume, pods }: Attachable): Attaching {
  for (const pod of pods) say(context, pod, 'Warning', 'FailedAttachVolume', `AttachVolume.Attach failed for volume ${JSON.stringify(volume.metadata.name)} : ${tried.error ?? ''}`)
  const delayMs = Math.min(backoffMs * 2 ** tried.failures, maxBackoffMs)
  return { ...tried, lookAt: context.now + delayMs + lookMs, failures: tried.failures + 1 }
}

/** The volume is another node's: said once of each node that wants it (reconciler.go reportMultiAttachError, 1.36). */
export function refuseSecond(context: ActorContext, { volume, pods }: Attachable, others: readonly Pod[]): void {
  const why = others.length === 0
    ? 'Volume is already exclusively attached to one node and can\'t be attached to another'
    : `Volume is already used by pod(s) ${others.map(({ metadata }) => metadata.name).join(', ')}`
  for (const pod of pods) say(context, pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume ${JSON.stringify(volume.metadata.name)} ${why}`)
}

const say = (context: ActorContext, regarding: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  recordEvent(context, { regarding, type, reason, message, component })
