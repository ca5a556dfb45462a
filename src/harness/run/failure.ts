import { evidenceLines, type StepNote } from '../../assertions/explain/evidence.js'
import { explainVerdict } from '../../assertions/explain/explain.js'
import type { ObjectRef } from '../../assertions/index.js'
import type { KubeObject } from '../../sim/api/types.js'
import { keyOf, kindIdOf } from '../../sim/store/keys.js'
import type { Cluster } from '../../sim/state.js'
import { viewOf } from '../../sim/view.js'
import type { ActionResult, Unheld } from '../actions/action.js'
import type { CompiledScenario } from '../compile-scenario.js'
import type { Failure, ManifestPlace } from '../outcome.js'
import type { InvariantSpec, StepSpec } from '../spec.js'
import { shellWord, stepText } from './text.js'

/** The command that runs this scenario again, the same in every byte. */
export function reproduceCommand({ spec, seed }: CompiledScenario, untilMs?: number): string {
  const until = untilMs === undefined ? '' : ` --until ${Math.ceil(untilMs / 1000)}s`
  return `npx seatrial run ${shellWord(spec.document.file)} --filter ${shellWord(`name=${spec.name}`)} --seed ${seed}${until}`
}

/** The cluster at the instant of the failure, and the steps that led there. */
export interface Scene {
  readonly scenario: CompiledScenario
  readonly cluster: Cluster
  readonly steps: readonly StepNote[]
}

/** Why a step failed: what the API said, or which assertions did not hold and why. */
export function stepFailure(scene: Scene, step: StepSpec, result: NonNullable<ActionResult>): Failure {
  const common = frameOf(scene, step.pointer)
  if ('refusal' in result) return { headline: stepText(step), verdicts: [], said: result.refusal, evidence: [], hints: [], ...common }
  return { headline: result.unmet.headline, ...explained(scene, result.unmet.failed), ...common }
}

export const invariantFailure = (scene: Scene, entry: InvariantSpec, broken: Unheld): Failure =>
  ({ headline: `always ${broken.assertion.text}`, ...explained(scene, [broken]), ...frameOf(scene, entry.assertion.pointer) })

function frameOf({ scenario, cluster }: Scene, pointer: string): Pick<Failure, 'atMs' | 'scenario' | 'reproduce'> {
  const { file, line, column } = scenario.spec.document.place(pointer)
  return { atMs: cluster.now, scenario: { file, line, column }, reproduce: reproduceCommand(scenario) }
}

function explained({ scenario, cluster, steps }: Scene, failed: readonly Unheld[]): Pick<Failure, 'verdicts' | 'evidence' | 'hints' | 'manifest'> {
  const view = viewOf(cluster)
  const verdicts = failed.map(({ assertion, verdict }) => explainVerdict(view, assertion, verdict))
  const manifest = verdicts.flatMap(({ objects }) => objects).map((ref) => manifestOf(scenario, cluster, ref)).find((place) => place !== undefined)
  return {
    verdicts,
    evidence: evidenceLines(view, verdicts, steps),
    hints: [...new Set(verdicts.flatMap(({ hints }) => hints))],
    ...(manifest === undefined ? {} : { manifest }),
  }
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
