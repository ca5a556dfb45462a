import { Kind } from '../../api/kinds/ids.js'
import {
  classOf, findVolume, hasAccessModes, hasClass, isAttributesClassOther, isBoundTo, isLargeEnough, isModeOther,
} from '../../api/volume-matching.js'
import { usesClaim } from '../../api/pod-claims.js'
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { isTerminal } from '../pod-state.js'
import { bind } from './bind.js'
import { bindCompleted, selectedNode } from './names.js'
import { say, setClaimPhase } from './phases.js'
import { provision } from './provision.js'

/** Binds a claim, has a volume made for it, or says what it waits for (pv_controller.go syncClaim, 1.36). `isNew`: it is the first look at it. */
export function syncClaim(context: ActorContext, claim: PersistentVolumeClaim, isNew = false): void {
  if (claim.metadata.annotations?.[bindCompleted] !== undefined) syncBound(context, claim)
  else if ((claim.spec.volumeName ?? '') === '') syncUnbound(context, claim, isNew)
  else syncRequested(context, claim, claim.spec.volumeName!)
}

function syncUnbound(context: ActorContext, claim: PersistentVolumeClaim, isNew: boolean): void {
  const isDelayed = waitsForConsumer(context, claim)
  const volume = findVolume(claim, context.store.list<PersistentVolume>(Kind.PersistentVolume), { isDelayed })
  if (volume !== undefined) return bind(context, volume, claim)
  if (assignDefaultClass(context, claim)) return
  if (isDelayed && claim.metadata.annotations?.[selectedNode] === undefined) sayWhatItWaitsFor(context, claim, isNew)
  else if (classOf(claim) !== '') return provision(context, claim)
  else say(context, claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set')
  setClaimPhase(context, claim, 'Pending')
}

export const waitsForConsumer = ({ store }: ActorContext, claim: PersistentVolumeClaim): boolean =>
  store.get<StorageClass>(Kind.StorageClass, classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer'

const defaultAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']

/** A claim that was made before there was a default class gets it later. */
function assignDefaultClass(context: ActorContext, claim: PersistentVolumeClaim): boolean {
  if (hasClass(claim)) return false
  const marked = Array.from(context.store.list<StorageClass>(Kind.StorageClass)).filter(({ metadata }) => defaultAnnotations.some((name) => metadata.annotations?.[name] === 'true'))
  const newest = marked.sort((a, b) => (a.metadata.creationTimestamp === b.metadata.creationTimestamp
    ? (a.metadata.name < b.metadata.name ? -1 : 1)
    : (a.metadata.creationTimestamp > b.metadata.creationTimestamp ? -1 : 1)))[0]
  return newest !== undefined && updateObject(context, { ...claim, spec: { ...claim.spec, storageClassName: newest.metadata.name } }).ok
}

/** A new claim is looked at before the pods that come right after it, of the same sync or manifest, are there. */
function sayWhatItWaitsFor(context: ActorContext, claim: PersistentVolumeClaim, isNew: boolean): void {
  const waiting = podsOf(context, claim).filter((pod) => !isTerminal(pod) && (pod.spec.nodeName ?? '') === '')
  const pods = (isNew ? waiting.filter((pod) => wasThereBefore(context, pod, claim)) : waiting).map(({ metadata }) => metadata.name)
  if (pods.length === 0) return say(context, claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
  const who = pods.length > 1 ? `pods ${pods.join(',')}` : `pod ${pods[0]}`
  say(context, claim, 'Normal', 'WaitForPodScheduled', `waiting for ${who} to be scheduled`)
}

/** Whether a pod is older than a claim, by the log. */
function wasThereBefore({ cluster: { log } }: ActorContext, pod: Pod, claim: PersistentVolumeClaim): boolean {
  const since = Number(claim.metadata.resourceVersion)
  for (let revision = Number(pod.metadata.resourceVersion); revision > since;) {
    const previous = log.at(revision)?.previous
    if (previous === undefined) return false
    revision = Number(previous.metadata.resourceVersion)
  }
  return true
}

/** The pods that have a claim among their volumes. */
export function podsOf({ store }: ActorContext, { metadata }: PersistentVolumeClaim): readonly Pod[] {
  return store.inNamespace<Pod>(Kind.Pod, metadata.namespace ?? '')
    .filter((pod) => pod.spec.volumes?.some((volume) => usesClaim(pod, volume, metadata)) === true)
}

/** The claim names its volume itself. */
function syncRequested(context: ActorContext, claim: PersistentVolumeClaim, name: string): void {
  const volume = context.store.get<PersistentVolume>(Kind.PersistentVolume, name)
  if (volume === undefined) return void setClaimPhase(context, claim, 'Pending')
  if (volume.spec.claimRef === undefined) {
    const why = mismatch(volume, claim)
    if (why === undefined) return bind(context, volume, claim)
    say(context, claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${why}`)
  } else if (isBoundTo(volume, claim)) return bind(context, volume, claim)
  else say(context, claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`)
  setClaimPhase(context, claim, 'Pending')
}

function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp !== undefined) return `the volume is marked for deletion "${volume.metadata.name}"`
  if (!isLargeEnough(claim, volume)) return 'requested PV is too small'
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match'
  if (isAttributesClassOther(claim, volume)) return 'volumeAttributesClassName does not match'
  if (isModeOther(claim, volume)) return 'incompatible volumeMode'
  return hasAccessModes(claim, volume) ? undefined : 'incompatible accessMode'
}

function syncBound(context: ActorContext, claim: PersistentVolumeClaim): void {
  const name = claim.spec.volumeName ?? ''
  if (name === '') return lose(context, claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!')
  const volume = context.store.get<PersistentVolume>(Kind.PersistentVolume, name)
  if (volume === undefined) return lose(context, claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  const holder = volume.spec.claimRef
  if (holder === undefined || holder.uid === claim.metadata.uid) return bind(context, volume, claim)
  lose(context, claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly')
}

function lose(context: ActorContext, claim: PersistentVolumeClaim, reason: string, message: string): void {
  if (setClaimPhase(context, claim, 'Lost')) say(context, claim, 'Warning', reason, message)
}
