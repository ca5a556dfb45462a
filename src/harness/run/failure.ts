import type { FailedVerdict, ObjectRef } from '../../assertions/index.js'
import type { KubeObject } from '../../sim/api/types.js'
import { keyOf, kindIdOf } from '../../sim/store/keys.js'
import type { Cluster } from '../../sim/state.js'
import { viewOf } from '../../sim/view.js'
import type { ActionResult } from '../actions/action.js'
import type { CompiledScenario } from '../compile-scenario.js'
import type { Failure, ManifestPlace } from '../outcome.js'
import type { InvariantSpec, StepSpec } from '../spec.js'
import { shellWord, stepText } from './text.js'

interface Explanation { readonly verdict: FailedVerdict; readonly evidence: Failure['evidence'] }
const explainVerdict = (_view: unknown, verdict: FailedVerdict): Explanation => ({ verdict, evidence: [] })

/** The command that runs this scenario again, the same in every byte. */
export function reproduceCommand({ spec, seed }: CompiledScenario, untilMs?: number): string {
  const until = untilMs === undefined ? '' : ` --until ${Math.ceil(untilMs / 1000)}s`
  return `npx seatrial run ${shellWord(spec.document.file)} --filter ${shellWord(`name=${spec.name}`)} --seed ${seed}${until}`
}

/** Why a step failed: what the API said, or which assertions did not hold and why. */
export function stepFailure(scenario: CompiledScenario, step: StepSpec, result: NonNullable<ActionResult>, cluster: Cluster): Failure {
  const { file, line, column } = scenario.spec.document.place(step.pointer)
  const common = { atMs: cluster.now, scenario: { file, line, column }, reproduce: reproduceCommand(scenario) }
  if ('refusal' in result) return { headline: stepText(step), verdicts: [], said: result.refusal, evidence: [], hints: [], ...common }
  return { headline: result.unmet.headline, ...explained(scenario, result.unmet.verdicts, cluster), ...common }
}

export function invariantFailure(scenario: CompiledScenario, entry: InvariantSpec, text: string, verdict: FailedVerdict, cluster: Cluster): Failure {
  const { file, line, column } = scenario.spec.document.place(entry.assertion.pointer)
  return { headline: `always ${text}`, ...explained(scenario, [verdict], cluster), atMs: cluster.now, scenario: { file, line, column }, reproduce: reproduceCommand(scenario) }
}

function explained(scenario: CompiledScenario, verdicts: readonly FailedVerdict[], cluster: Cluster): Pick<Failure, 'verdicts' | 'evidence' | 'hints' | 'manifest'> {
  const view = viewOf(cluster)
  const explanations: readonly Explanation[] = verdicts.map((verdict) => explainVerdict(view, verdict))
  const manifest = verdicts.flatMap(({ objects }) => objects).map((ref) => manifestOf(scenario, cluster, ref)).find((place) => place !== undefined)
  return {
    verdicts: explanations.map(({ verdict }) => verdict),
    evidence: mergeEvidence(explanations),
    hints: [...new Set(explanations.flatMap(({ verdict }) => verdict.hints))],
    ...(manifest === undefined ? {} : { manifest }),
  }
}

const evidenceMax = 8

/** The lines of all verdicts, each once, oldest first; the newest when there are too many. */
function mergeEvidence(explanations: readonly Explanation[]): Failure['evidence'] {
  const lines = new Map(explanations.flatMap(({ evidence }) => evidence).map((line) => [`${line.atMs} ${line.by} ${line.text}`, line]))
  return [...lines.values()].toSorted((a, b) => a.atMs - b.atMs).slice(-evidenceMax)
}

/** The manifest that an object comes from: its own, or that of the nearest owner that has one. */
function manifestOf(scenario: CompiledScenario, cluster: Cluster, { kind, key }: ObjectRef): ManifestPlace | undefined {
  const found = scenario.manifests.findLast(({ object }) => kindIdOf(object) === kind && keyOf(object.metadata) === key)
  if (found !== undefined) {
    const { manifest: { document, pointer }, kind: definition, object } = found
    const { file, line } = document.place(pointer)
    return { file, line, ref: `${definition.singular}/${object.metadata.name}` }
  }
  const owner = cluster.store.get<KubeObject>(kind, key)?.metadata.ownerReferences?.find(({ controller }) => controller === true)
  if (owner === undefined) return undefined
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.slice(0, owner.apiVersion.indexOf('/'))}` : ''
  const namespace = key.includes('/') ? `${key.slice(0, key.indexOf('/'))}/` : ''
  return manifestOf(scenario, cluster, { kind: `${owner.kind}${group}`, key: `${namespace}${owner.name}` })
}
