import { claimNameOf } from '../api/pod-claims.js'
import type { Millis, Volume } from '../api/types.js'
import { isUsed, unprocessedText, unprocessedVolumes } from './contents-claims.js'
import { attachError, attachEvent, isAttachable, isAwaitingAttachment, setUpError } from './contents-attach.js'
import { podEvent } from './pod-events.js'
import type { Scope } from './state.js'
import { wakeMount, wakeOperation } from './wakes.js'

/** From the beginning of a sync to the first attempt, and the back-off of attempts that fail (nestedpendingoperations, 1.36). */
const firstAttemptMs = 110
const initialBackoffMs = 500
const maxBackoffMs = 122_000
/** A sync looks this often whether its volumes are there, and gives up for this time (volumemanager, 1.36). */
const pollMs = 300
const giveUpMs = 123_000

const hasErrors = (scope: Scope): boolean =>
  scope.worker.pod.spec.volumes?.some((volume) => isUsed(scope.worker.pod, volume.name) && isMissing(scope, volume)) === true

const isMissing = (scope: Scope, volume: Volume): boolean =>
  (setUpError(scope, volume) ?? attachError(scope, volume)) !== undefined || isAwaitingAttachment(scope, volume)

/** Waits for the pod's volumes. Without trouble they are there when the sandbox could be made. */
export function awaitVolumes(scope: Scope): void {
  const { worker, context } = scope
  const operation = worker.operation!
  operation.step = 'mount'
  if (worker.volumes.state === 'failing') return wakeOperation(scope, operation.since + giveUpMs)
  if (unprocessedVolumes(scope).length > 0) return awaitClaims(scope)
  if (!hasErrors(scope)) {
    worker.volumes = { state: 'mounted', failures: 0 }
    return wakeOperation(scope, operation.since + context.options.latency.sandboxMs)
  }
  worker.volumes = { state: 'failing', failures: 0 }
  wakeMount(scope, context.now + firstAttemptMs)
  wakeOperation(scope, operation.since + giveUpMs)
}

/** The first sync fails when it looks again, those after it at once: the errors are there by then. */
function awaitClaims(scope: Scope): void {
  const { worker } = scope
  const isFirst = worker.volumes.state === 'unmounted'
  worker.volumes = { state: 'unprocessed', failures: 0 }
  wakeOperation(scope, isFirst ? worker.operation!.since + pollMs : scope.context.now)
}

/** Whether a sync may go on when its wait is over. */
export function areVolumesThere(scope: Scope): boolean {
  const { worker } = scope
  const unprocessed = worker.volumes.state === 'unprocessed' ? unprocessedVolumes(scope) : []
  if (unprocessed.length > 0) podEvent(scope, 'Warning', 'FailedMount', unprocessedText(unprocessed))
  return worker.volumes.state === 'mounted'
}

/** The next attempt to set the volumes up. */
export function attemptMount(scope: Scope): void {
  const { worker, context } = scope
  if (worker.volumes.state !== 'failing' || worker.stage !== 'sync') return
  for (const volume of worker.pod.spec.volumes ?? []) {
    const isMounted = isUsed(worker.pod, volume.name)
    const error = isMounted ? setUpError(scope, volume) : undefined
    const attachment = isMounted ? attachError(scope, volume) : undefined
    if (attachment !== undefined) attachEvent(scope, volume, attachment)
    if (error !== undefined) podEvent(scope, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${error}`)
  }
  if (hasErrors(scope)) {
    const delayMs = Math.min(initialBackoffMs * 2 ** worker.volumes.failures, maxBackoffMs)
    worker.volumes = { state: 'failing', failures: worker.volumes.failures + 1 }
    return wakeMount(scope, context.now + delayMs)
  }
  for (const volume of worker.pod.spec.volumes ?? []) if (isOwnAttachment(scope, volume)) attachEvent(scope, volume, undefined)
  worker.volumes = { state: 'mounted', failures: 0 }
  const { operation } = worker
  if (operation?.step === 'mount') wakeOperation(scope, nextPoll(operation.since, context.now))
}

/** Whether the kubelet's room says itself that the volume of a claim could be attached after all. */
const isOwnAttachment = (scope: Scope, volume: Volume): boolean =>
  claimNameOf(scope.worker.pod, volume) !== undefined && isUsed(scope.worker.pod, volume.name) && !isAttachable(scope, volume)

const nextPoll = (since: Millis, now: Millis): Millis => since + (Math.floor((now - since) / pollMs) + 1) * pollMs
