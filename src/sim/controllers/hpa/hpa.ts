import { compileSelector } from '../../api/labels.js'
import type { HorizontalPodAutoscaler, ObjectKey, Pod } from '../../api/types.js'
import type { LogEntry } from '../../store/log.js'
import { kindIdOf, namespaceOfKey } from '../../store/keys.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from '../define.js'
import { periodOf, restUntil, withSkipped } from './rest.js'
import { targetOf, targetOfHpa } from './scale-target.js'
import { createHpaState, emptyRecord, forkHpaState, type HpaState, type Rest } from './state.js'
import { syncHpa, type SyncResult } from './sync.js'

const hpaKind = 'HorizontalPodAutoscaler.autoscaling'
/** An HPA whose target is of another kind is synced every period. */
const watchedTargets: readonly string[] = ['Deployment.apps', 'ReplicaSet.apps', 'StatefulSet.apps', 'ReplicationController']
/** Woken with this key when the metrics APIs answer something else from now on. */
const metricsChanged = 'metrics'

/**
 * The horizontal-pod-autoscaler-controller of kube-controller-manager 1.36: a sync of every HPA one period after it was created, and
 * one period after the last. Syncs that cannot change anything are left out.
 */
export const horizontalPodAutoscaler: Controller<HpaState> = defineController<HpaState>({
  name: 'horizontal-pod-autoscaler-controller',
  isPaced: true,
  watches: [hpaKind, 'Pod', ...watchedTargets],
  concerns: (_entry, store) => store.count(hpaKind) > 0,
  create: createHpaState,
  fork: forkHpaState,
  deliver(queue, entry, state) {
    if (entry.kind === hpaKind && entry.type === 'ADDED') requeueAfter(queue, entry.key, queue.context.options.controllers.horizontalPodAutoscalerSyncPeriodMs)
    if (state.rests.size > 0) wakeConcerned(queue, entry, state)
  },
  conditionsChanged(queue, { began, ended }) {
    if ((began ?? ended)?.fault === 'metrics-down') enqueue(queue, metricsChanged)
  },
  reconcile(queue, key, state) {
    if (key !== metricsChanged) return reconcileHpa(queue, key, state)
    for (const [namespace, rests] of [...state.rests.entries()]) wakeResting(queue, state, namespace, [...rests.keys()])
  },
})

function reconcileHpa(queue: WorkQueue, key: ObjectKey, state: HpaState): void {
  const { context } = queue
  const hpa = context.store.get<HorizontalPodAutoscaler>(hpaKind, key)
  endRest(state, namespaceOfKey(key), [key])
  if (hpa === undefined) return void state.records.delete(key)
  const known = state.records.get(key)
  state.records.set(key, known === undefined ? emptyRecord : withSkipped(context, hpa, known))
  const result = syncHpa(context, state, hpa, key)
  const isWatched = watchedTargets.includes(kindIdOf({ apiVersion: '', ...hpa.spec.scaleTargetRef }))
  const until = isWatched ? restUntil(context, hpa, result) : undefined
  state.records.set(key, { ...result.record, resting: until === undefined ? undefined : { proposal: result.proposal, said: result.said } })
  if (until === undefined) return requeueAfter(queue, key, periodOf(context))
  beginRest(state, hpa, key, result)
  if (until !== Infinity) requeueAfter(queue, key, nextSync(queue, result.record.syncedAt, until) - context.now)
}

/** The first sync at or after a time. */
function nextSync({ context }: WorkQueue, syncedAt: number, at: number): number {
  const period = periodOf(context)
  return syncedAt + Math.max(1, Math.ceil((at - syncedAt) / period)) * period
}

function beginRest(state: HpaState, hpa: HorizontalPodAutoscaler, key: ObjectKey, { scale }: SyncResult): void {
  const namespace = namespaceOfKey(key)
  const rest: Rest = { target: targetOfHpa(hpa), selector: scale?.selector }
  state.rests.set(namespace, new Map([...(state.rests.get(namespace) ?? []), [key, rest]]))
}

function endRest(state: HpaState, namespace: string, keys: readonly ObjectKey[]): void {
  const rests = state.rests.get(namespace)
  if (rests === undefined || !keys.some((key) => rests.has(key))) return
  const left = new Map([...rests].filter(([key]) => !keys.includes(key)))
  if (left.size === 0) state.rests.delete(namespace)
  else state.rests.set(namespace, left)
}

/** HPAs at rest that read what changed; another HPA of the namespace may select the same pods. */
function wakeConcerned(queue: WorkQueue, entry: LogEntry, state: HpaState): void {
  const namespace = namespaceOfKey(entry.key)
  const rests = state.rests.get(namespace)
  if (rests === undefined) return
  const concerned = [...rests].filter(([, rest]) => isConcerned(rest, entry)).map(([key]) => key)
  if (concerned.length > 0) wakeResting(queue, state, namespace, concerned)
}

function isConcerned({ target, selector }: Rest, { kind, key, object, previous }: LogEntry): boolean {
  if (kind === hpaKind) return true
  if (kind !== 'Pod') return target === targetOf(kind, key)
  const isSelected = compileSelector(selector)
  return isSelected((object as Pod).metadata.labels) || (previous !== undefined && isSelected((previous as Pod).metadata.labels))
}

/** Their next sync is at the instant at which it would have been anyway. */
function wakeResting(queue: WorkQueue, state: HpaState, namespace: string, keys: readonly ObjectKey[]): void {
  endRest(state, namespace, keys)
  for (const key of keys) {
    const record = state.records.get(key)
    if (record !== undefined) requeueAfter(queue, key, nextSync(queue, record.syncedAt, queue.context.now) - queue.context.now)
  }
}
