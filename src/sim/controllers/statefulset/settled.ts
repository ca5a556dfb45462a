import type { ControllerRevision, Pod, StatefulSet } from '../../api/types.js'

/** Stands for all that a pod was judged by: the spec of its set and the names of its two revisions. */
export type Judgement = object

interface Verdict {
  readonly by: Judgement
  readonly ordinal: number
}

const judgements = new WeakMap<StatefulSet['spec'], Map<string, Judgement>>()
const verdicts = new WeakMap<Pod, Verdict>()

/** The same object as long as spec and revisions are the same. Where time alone can change a verdict, or claims can, there is none. */
export function judgementOf({ metadata, spec }: StatefulSet, current: ControllerRevision, update: ControllerRevision): Judgement | undefined {
  if ((spec.minReadySeconds ?? 0) > 0 || (spec.volumeClaimTemplates ?? []).length > 0 || metadata.deletionTimestamp !== undefined) return undefined
  const known = judgements.get(spec) ?? new Map<string, Judgement>()
  judgements.set(spec, known)
  const key = `${metadata.uid} ${current.metadata.name} ${update.metadata.name}`
  const judgement = known.get(key) ?? {}
  known.set(key, judgement)
  return judgement
}

/** Remembers that nothing is to be done for a pod as it is now: ready, of the newest revision, with the right name and labels. */
export const settle = (pod: Pod, by: Judgement, ordinal: number): void => void verdicts.set(pod, { by, ordinal })

/** The ordinal of a pod for which nothing is to be done; pods are never changed in place, so that a verdict holds for good. */
export function settledOrdinal(pod: Pod, by: Judgement | undefined): number | undefined {
  if (by === undefined) return undefined
  const verdict = verdicts.get(pod)
  return verdict?.by === by ? verdict.ordinal : undefined
}
