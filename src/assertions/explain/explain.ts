import { Kind } from '../../sim/api/kinds/ids.js'
import type { HorizontalPodAutoscaler, KubeObject, Node, Pod, Service } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import type { CompiledAssertion } from '../define.js'
import { historyOf } from '../history.js'
import type { FailedVerdict, ObjectRef } from '../verdict.js'
import { noReason, together, type Reason } from './reason.js'
import { sinceWhen } from './since.js'
import { whyHpa } from './why-hpa.js'
import { whyMissing, whyNothing } from './why-missing.js'
import { whyNode } from './why-node.js'
import { whyPod } from './why-pod.js'
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
  return objects.slice(0, objectsTold).map((ref) => why(view, ref))
}

/** Why an object is not as one would wish; nothing when it is well. */
export function why(view: ClusterView, ref: ObjectRef): Reason {
  const object = view.store.get(ref.kind, ref.key)
  if (object === undefined) return whyMissing(view, ref)
  const explain = explanations[ref.kind]
  return explain?.(view, object as never) ?? noReason
}

const explanations: Readonly<Record<string, (view: ClusterView, object: never) => Reason>> = {
  [Kind.Pod]: (view, object: Pod) => whyPod(view, object),
  [Kind.Node]: (view, object: Node) => whyNode(view, object),
  [Kind.Service]: (view, object: Service) => whyService(view, object),
  [Kind.HorizontalPodAutoscaler]: (view, object: HorizontalPodAutoscaler) => whyHpa(view, object),
  ...Object.fromEntries([Kind.Deployment, Kind.ReplicaSet, Kind.StatefulSet, Kind.DaemonSet, Kind.Job].map((kind) => [kind, (view: ClusterView, object: KubeObject) => whyWorkload(view, object)])),
}

/** With nothing better to show: how the objects came to be as they are. */
const recent = (view: ClusterView, objects: readonly ObjectRef[]): readonly number[] =>
  objects.slice(0, objectsTold).flatMap(({ kind, key }) => historyOf(view, kind, key).slice(-2).map(({ revision }) => revision))
