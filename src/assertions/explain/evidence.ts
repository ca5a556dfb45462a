import { Kind } from '../../sim/api/kinds/ids.js'
import type { Millis, Pod } from '../../sim/api/types.js'
import { describeEntry } from '../../sim/trace-text.js'
import type { ClusterView, LogEntry } from '../../sim/view.js'
import type { FailedVerdict } from '../verdict.js'
import { causesOf } from './causes.js'
import { faultsOf } from './why-node.js'

/** A step that ran, as the harness words it: `inject node-failure worker-1`. */
export interface StepNote {
  /** From 1. */
  readonly index: number
  readonly atMs: Millis
  readonly text: string
}

/** One thing that happened, in the words of a report. */
export interface EvidenceLine {
  readonly atMs: Millis
  readonly by: string
  readonly text: string
}

const linesMax = 8
const stepsMax = 2

/** The 3 to 8 things that prove the verdicts: their entries, what led to them, and the steps at the root, oldest first. */
export function evidenceLines(view: ClusterView, verdicts: readonly FailedVerdict[], steps: readonly StepNote[]): readonly EvidenceLine[] {
  const proof = [...new Set(interleave(verdicts.map(({ evidence }) => evidence)))]
  const chains = proof.map((revision) => causesOf(view, revision))
  const faults = proof.flatMap((revision) => faultSteps(view, view.log[revision - 1]!))
  const roots = [...new Set([...faults, ...chains.flatMap(({ step }) => step ?? [])])].sort((a, b) => b - a)
  const notes = roots.flatMap((root) => steps.find(({ index }) => index === root) ?? []).slice(0, stepsMax)
  const room = linesMax - notes.length
  const between = chains.flatMap(({ entries }) => entries.filter(isTelling).map(({ revision }) => revision))
  const revisions = [...new Set([...proof, ...between])].slice(0, room)
  const entries = revisions.map((revision) => view.log[revision - 1]!).sort((a, b) => a.revision - b.revision)
  const lines = [...notes.map(({ index, atMs, text }) => ({ atMs, by: `step ${index}`, text })), ...entries.map(lineOf)]
  return lines.sort((a, b) => a.atMs - b.atMs)
}

/** A fault makes things cease to happen, and what does not happen has no cause: its victims lead to its step. */
function faultSteps(view: ClusterView, { kind, key, object }: LogEntry): readonly number[] {
  const node = kind === Kind.Node ? key : kind === Kind.Pod ? (object as Pod).spec.nodeName : undefined
  return node === undefined ? [] : faultsOf(view, node).filter(({ cause }) => cause < 0).map(({ cause }) => -cause)
}

export const lineOf = (entry: LogEntry): EvidenceLine => ({ atMs: entry.at, by: entry.by, text: describeEntry(entry) })

/** The first of each list, then the second of each, …: every verdict gets its best proof in. */
function interleave(lists: readonly (readonly number[])[]): readonly number[] {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat()
}

/** Of what lies between a step and its effect: nodes that change, workloads that are changed, evictions. Not every status write. */
const isTelling = ({ kind, type, object, previous }: LogEntry): boolean =>
  (type === 'MODIFIED' && (kind === Kind.Node || object.metadata.generation !== previous?.metadata.generation)) || (kind === Kind.Pod && type === 'DELETED')
