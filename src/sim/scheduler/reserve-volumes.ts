import { Kind } from '../api/kinds/ids.js'
import type { Node, ObjectReference, PersistentVolume, PersistentVolumeClaim, Pod } from '../api/types.js'
import { updateObject, updateStatus } from '../apiserver/update.js'
import type { ActorContext } from '../state.js'
import type { StoreReader } from '../store/store.js'
import { dropStorageAnswers } from './derived.js'
import type { PodFacts } from './pod-facts.js'
import type { SchedulerState } from './state.js'
import { claimsNamed, isBound, planVolumes, selectedNode, type Plan } from './volumes.js'

const boundByController = 'pv.kubernetes.io/bound-by-controller'

/** How often the scheduler looks whether the volumes of a pod are bound (volumebinding checkBindings, 1.36). */
export const volumePollMs = 1_000

/** What became of the promises: none was needed, the pod must wait for its volumes, or why they could not be made. */
export interface Reservation {
  readonly isWaiting: boolean
  readonly failure?: string
}
export const noReservation: Reservation = { isWaiting: false }
const waits: Reservation = { isWaiting: true }

/**
 * Promises volumes to the claims of a pod that has its node, or has them made there; the volume controller binds them, and the pod waits for
 * that; meanwhile its status names the node (NominatedNodeNameForExpectation, on since 1.35).
 */
export function reserveVolumes(context: ActorContext, state: SchedulerState, pod: Pod, facts: PodFacts, node: string): Reservation {
  const { store } = context
  const waiting = claimsNamed(store, pod.metadata.namespace ?? '', facts.claims).filter((claim) => !isBound(claim))
  const home = store.get<Node>(Kind.Node, node)
  if (waiting.length === 0 || home === undefined) return noReservation
  const plans = planVolumes(store, waiting, home)
  const overtaken = typeof plans === 'string' ? undefined : plans.find(({ volume }) => volume !== undefined && isOvertaken(context, volume))?.volume
  if (typeof plans !== 'string' && overtaken === undefined) for (const plan of plans) promise(context, plan, node)
  const live = store.byUid<Pod>(Kind.Pod, `${pod.metadata.namespace}/${pod.metadata.name}`, pod.metadata.uid)
  if (live !== undefined) updateStatus(context, live, { ...live.status, nominatedNodeName: node })
  // Later pods must not be promised the same volumes.
  dropStorageAnswers(state)
  return overtaken === undefined ? waits : { isWaiting: false, failure: conflictOver(overtaken) }
}

/** A volume that was made for its claim is taken before the volume controller has seen it: the phase that it writes meanwhile is in the way. */
const isOvertaken = ({ cluster, options, now }: ActorContext, { metadata, status }: PersistentVolume): boolean =>
  status.phase === 'Pending' || (cluster.log.at(Number(metadata.resourceVersion))?.at ?? 0) > now - options.latency.watchMs

const conflictOver = ({ metadata: { name } }: PersistentVolume): string =>
  `running PreBind plugin "VolumeBinding": Operation cannot be fulfilled on persistentvolumes "${name}": the object has been modified; please apply your changes to the latest version and try again`

function promise(context: ActorContext, { claim, volume }: Plan, node: string): void {
  if (volume === undefined) {
    updateObject(context, { ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [selectedNode]: node } } })
  } else if (volume.spec.claimRef?.uid !== claim.metadata.uid) updateObject(context, promised(volume, claim))
}

function promised(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } } = claim
  const claimRef: ObjectReference = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion }
  const isByHand = volume.spec.claimRef !== undefined
  const metadata = isByHand ? volume.metadata : { ...volume.metadata, annotations: { ...volume.metadata.annotations, [boundByController]: 'yes' } }
  return { ...volume, metadata, spec: { ...volume.spec, claimRef } }
}

/** A provisioner that cannot make the volume takes the node off the claim again (checkBindings). */
export function provisioningFailure({ store }: ActorContext, pod: Pod, { claims }: PodFacts): string | undefined {
  const failed = claimsNamed(store, pod.metadata.namespace ?? '', claims).find((claim) =>
    !isBound(claim) && claim.metadata.annotations?.[selectedNode] === undefined && (claim.spec.volumeName ?? '') === '' && !isPromised(store, claim))
  return failed === undefined ? undefined : `provisioning failed for PVC "${failed.metadata.name}"`
}

const isPromised = (store: StoreReader, claim: PersistentVolumeClaim): boolean =>
  [...store.list<PersistentVolume>(Kind.PersistentVolume)].some(({ spec }) => spec.claimRef?.uid === claim.metadata.uid)

export const hasVolumes = ({ store }: ActorContext, pod: Pod, facts: PodFacts): boolean =>
  facts.claims.length === 0 || claimsNamed(store, pod.metadata.namespace ?? '', facts.claims).every(isBound)
