import { compileSelector, includesLabels, type LabelPredicate } from '../../api/labels.js'
import type { Job, LabelSelector, Pod } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { controllerOf, keyOf } from '../../store/keys.js'
import { matchingPods } from '../matching-pods.js'
import { claim } from '../owners.js'
import { without } from '../without.js'
import { ledgerOf, openLedger, type Ledgers } from './ledger.js'
import { trackingFinalizer } from './names.js'
import { isTracked } from './pods.js'

/**
 * The pods that a Job has to do with, but for those of which nothing more can come; orphans that match are adopted and tracked
 * (getPodsForJob, 1.36).
 */
export function podsOf(context: ActorContext, job: Job, key: string, ledgers: Ledgers): readonly Pod[] {
  const matches = predicateOf(job.spec.selector)
  const known = ledgerOf(ledgers, key, job, context)
  const pods = known === undefined ? context.store.controlledBy<Pod>(job.metadata.uid, 'Pod') : [...known.open.values()]
  const ledger = known ?? openLedger(ledgers, key, job, context, pods)
  const own: Pod[] = []
  for (let i = 0; i < pods.length; i++) {
    const pod = pods[i]!
    if (claim(context, job, matches, pod) === undefined) continue
    if (!isSettled(pod, job)) own.push(pod)
    else if (ledger?.open.delete(keyOf(pod.metadata)) === true) ledger.settled++
  }
  const orphans = orphansFor(context, job, matches, pods.length + (known?.settled ?? 0))
  if (orphans.length === 0) return own
  return [...own, ...orphans.flatMap((pod) => {
    const adopted = claim(context, job, matches, pod)
    return adopted === undefined ? [] : [track(context, adopted)]
  })]
}

/** Hardly two Jobs have the same selector, which most look at for few pods: it is not worth compiling where it only names labels. */
function predicateOf(selector: LabelSelector | undefined): LabelPredicate {
  const named = selector?.matchLabels
  if (named === undefined || (selector?.matchExpressions?.length ?? 0) > 0) return compileSelector(selector)
  return (labels) => includesLabels(labels, named)
}

const manyPods = 100
const none: readonly Pod[] = []

/** Pods without a controller that a Job selects, oldest first. Where it has many pods of its own, it is first asked whether there are any. */
function orphansFor(context: ActorContext, { metadata: { namespace = '' }, spec }: Job, matches: LabelPredicate, ownPods: number): readonly Pod[] {
  if (context.store.countOrphanPods(namespace) === 0) return none
  if (ownPods > manyPods && !context.store.orphanPods(namespace).some((pod) => matches(pod.metadata.labels))) return []
  const matching = matchingPods(context, namespace, spec.selector)
  for (let i = 0; i < matching.length; i++) if (controllerOf(matching[i]!) === undefined) return matching.filter((pod) => controllerOf(pod) === undefined)
  return none
}

/** Whether the Job has counted a pod and need not see it again. Rules about failures, which never change, look at failed pods for ever. */
const isSettled = (pod: Pod, { spec: { podFailurePolicy } }: Job): boolean =>
  !isTracked(pod) && (pod.status.phase === 'Succeeded' || (pod.status.phase === 'Failed' && podFailurePolicy === undefined))

function track(context: ActorContext, pod: Pod): Pod {
  if (isTracked(pod)) return pod
  const tracked = updateObject<Pod>(context, { ...pod, metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), trackingFinalizer] } })
  return tracked.ok ? tracked.value : pod
}

/** Takes the finalizer off a pod, if it still has it; a deleted pod may go then. */
export function untrack(context: ActorContext, key: string, uid: string): void {
  const pod = context.store.byUid<Pod>('Pod', key, uid)
  if (pod === undefined || !isTracked(pod)) return
  const finalizers = pod.metadata.finalizers!.filter((name) => name !== trackingFinalizer)
  const metadata = without(pod.metadata, 'finalizers')
  updateObject(context, { ...pod, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } })
}
