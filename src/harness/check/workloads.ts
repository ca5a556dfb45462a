import { why } from '../../assertions/explain/explain.js'
import { podsOf } from '../../assertions/explain/why-workload.js'
import { conditionsOf, rolloutOf } from '../../assertions/subjects/rollout.js'
import { podStatusWord } from '../../sim/api/kinds/pod-status.js'
import type { KubeObject, Pod } from '../../sim/api/types.js'
import { keyOf } from '../../sim/store/keys.js'
import type { ClusterView } from '../../sim/view.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'
import type { WorkloadOutcome, WorkloadResult } from '../outcome.js'
import { printedRef } from './refs.js'

/** Kinds that run pods; those that are not simulated are named as such by a diagnostic, and have no outcome. */
const workloadKinds = ['Pod', 'Deployment.apps', 'ReplicaSet.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'Job.batch', 'CronJob.batch', 'ReplicationController']

/** What each workload of the manifests came to. */
export function workloadOutcomes(view: ClusterView, manifests: readonly CheckedManifest[]): readonly WorkloadOutcome[] {
  return manifests.filter(({ kind }) => kind.simulated && workloadKinds.includes(kind.id)).map((checked) => {
    const { manifest: { document, pointer }, kind, object: { metadata } } = checked
    const { file, line } = document.place(pointer)
    return { ref: printedRef(kind, metadata), file, line, ...outcomeOf(view, kind.id, keyOf(metadata)) }
  })
}

type Judged = Pick<WorkloadOutcome, 'outcome' | 'reason' | 'since'>

function outcomeOf(view: ClusterView, kind: string, key: string): Judged {
  const object = view.store.get(kind, key)
  if (object === undefined) return absent(view, kind, key)
  const outcome = kind === 'Pod' ? podOutcome(object as Pod) : ownerOutcome(view, object)
  const hints = outcome === 'ready' || outcome === 'completed' ? [] : causesFirst(why(view, { kind, key }).hints)
  return { outcome, reason: hints.join('; '), since: sinceOutcome(view, kind, key, outcome, object) }
}

/** That a deadline has passed is what comes of the other reasons. */
const causesFirst = (hints: readonly string[]): readonly string[] => {
  const isLate = (hint: string): boolean => hint.includes('(ProgressDeadlineExceeded: ')
  return [...hints.filter((hint) => !isLate(hint)), ...hints.filter(isLate)]
}

function absent(view: ClusterView, kind: string, key: string): Judged {
  const last = view.log.findLast((entry) => entry.kind === kind && entry.key === key)
  if (last === undefined) return { outcome: 'failing', reason: 'the API server refuses it', since: 0 }
  const { phase, succeeded } = ((last.previous ?? last.object) as { readonly status?: { readonly phase?: string; readonly succeeded?: number } }).status ?? {}
  if (phase === 'Succeeded' || (succeeded ?? 0) > 0) return { outcome: 'completed', reason: 'it was deleted after it had finished', since: last.at / 1000 }
  return { outcome: 'failing', reason: `it was deleted by ${last.by}`, since: last.at / 1000 }
}

const failingWords = ['CrashLoopBackOff', 'Error', 'OOMKilled', 'StartError', 'RunContainerError', 'Failed', 'Evicted', 'DeadlineExceeded']

function podOutcome(pod: Pod): WorkloadResult {
  if (pod.status.phase === 'Succeeded') return 'completed'
  const word = podStatusWord(pod).replace(/^Init:/, '')
  if (pod.status.phase === 'Failed' || failingWords.includes(word) || word.startsWith('ExitCode:')) return 'failing'
  const isReady = pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
  return isReady ? 'ready' : restarts(pod) > 0 ? 'failing' : 'stuck'
}

const restarts = ({ status }: Pod): number => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].reduce((sum, { restartCount }) => sum + restartCount, 0)

/** A workload is as good as its rollout; short of that, its worst pod tells whether it fails or waits. */
function ownerOutcome(view: ClusterView, object: KubeObject): WorkloadResult {
  const outcomes = podsOf(view, object).filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(podOutcome)
  if (object.kind === 'Job') return jobOutcome(object, outcomes)
  if (object.kind === 'CronJob' || (rolloutOf(object).isComplete && !outcomes.includes('failing'))) return 'ready'
  return outcomes.includes('failing') ? 'failing' : 'stuck'
}

/** A Job that has not ended is well as long as its pods run. */
function jobOutcome(job: KubeObject, pods: readonly WorkloadResult[]): WorkloadResult {
  const isTrue = (wanted: string): boolean => conditionsOf(job).some(({ type, status }) => type === wanted && status === 'True')
  if (isTrue('Complete')) return 'completed'
  if (isTrue('Failed') || pods.includes('failing')) return 'failing'
  return pods.length > 0 && !pods.includes('stuck') ? 'ready' : 'stuck'
}

/** Virtual seconds: since when the outcome is what it is, by going back over the versions of the object. */
function sinceOutcome(view: ClusterView, kind: string, key: string, outcome: WorkloadResult, object: KubeObject): number {
  const history = view.log.filter((entry) => entry.kind === kind && entry.key === key)
  const isSame = (version: KubeObject): boolean => (kind === 'Pod' ? podOutcome(version as Pod) === outcome : rolloutOf(version).isComplete === rolloutOf(object).isComplete)
  let at = history.at(-1)?.at ?? 0
  for (const entry of history.toReversed()) {
    if (!isSame(entry.object)) break
    at = entry.at
  }
  return at / 1000
}
