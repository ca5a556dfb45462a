import { Kind } from '../../sim/api/kinds/ids.js'
import type { Pod } from '../../sim/api/types.js'
import { nameOfKey, type ClusterView } from '../../sim/view.js'
import type { CompiledAssertion } from '../define.js'
import { historyOf } from '../history.js'
import type { FailedVerdict, ObjectRef } from '../verdict.js'
import { distinct, noReason, together, type Reason } from './reason.js'
import { sinceWhen } from './since.js'
import { whyHpa } from './why-hpa.js'
import { whyMissing, whyNothing } from './why-missing.js'
import { whyNode } from './why-node.js'
import { namesOf, whyPod } from './why-pod.js'
import { whyService } from './why-service.js'
import { whyWorkload } from './why-workload.js'

const evidenceMax = 7
const hintsMax = 4
const objectsTold = 3

/**
 * The verdict with everything that costs time to find out: since when, the entries that prove it, the sentences that explain it.
 * `view` is the cluster at the instant of the verdict.
 */
export function explainVerdict(view: ClusterView, assertion: CompiledAssertion, verdict: FailedVerdict): FailedVerdict {
  const since = sinceWhen(view, assertion, verdict)
  const why = together([...reasonsOf(view, assertion, verdict)])
  const turn = since?.revision === undefined ? [] : [since.revision]
  const proof = [...verdict.evidence, ...why.revisions.slice(0, 2), ...turn, ...why.revisions.slice(2)]
  const evidence = [...new Set(proof.length === 0 ? recent(view, verdict.objects) : proof)].slice(0, evidenceMax).sort((a, b) => a - b)
  return { ...verdict, ...(since === undefined ? {} : { since: since.at }), evidence, hints: [...new Set([...verdict.hints, ...why.hints])].slice(0, hintsMax) }
}

function reasonsOf(view: ClusterView, { selection, name }: CompiledAssertion, { objects, missing, path }: FailedVerdict): readonly Reason[] {
  if (missing === 'selection' || (path === 'count' && objects.length === 0)) return selection === undefined ? [] : [whyNothing(view, selection)]
  if (name === 'not') return []
  return distinct(objects.map((ref) => ({ reason: why(view, ref), names: namesAt(view, ref) })), objectsTold)
}

const namesAt = (view: ClusterView, { kind, key }: ObjectRef): readonly string[] => {
  const pod = kind === Kind.Pod ? view.store.get<Pod>(kind, key) : undefined
  return pod === undefined ? [nameOfKey(key)] : namesOf(pod)
}

/** Why an object is not as one would wish; nothing when it is well. */
export function why(view: ClusterView, ref: ObjectRef): Reason {
  const object = view.store.get(ref.kind, ref.key)
  if (object === undefined) return whyMissing(view, ref)
  const explain = explanations[ref.kind]
  return explain?.(view, object as never) ?? noReason
}

const explanations: Readonly<Record<string, (view: ClusterView, object: never) => Reason>> = {
  [Kind.Pod]: whyPod, [Kind.Node]: whyNode, [Kind.Service]: whyService, [Kind.HorizontalPodAutoscaler]: whyHpa,
  [Kind.Deployment]: whyWorkload, [Kind.ReplicaSet]: whyWorkload, [Kind.StatefulSet]: whyWorkload, [Kind.DaemonSet]: whyWorkload, [Kind.Job]: whyWorkload, [Kind.ReplicationController]: whyWorkload,
}

/** With nothing better to show: how the objects came to be as they are. */
const recent = (view: ClusterView, objects: readonly ObjectRef[]): readonly number[] =>
  objects.slice(0, objectsTold).flatMap(({ kind, key }) => historyOf(view, kind, key).slice(-2).map(({ revision }) => revision))
