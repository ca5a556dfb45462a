import type { Json } from '../sim/api/types.js'
import type { Plugin } from '../sim/scheduler/define.js'
import type { ClusterOptions } from '../sim/state.js'
import { isJobCreation } from './actions/kubectl.js'
import type { CompileScope, CompiledAction } from './actions/action.js'
import { diagnose, error, hasErrors, type Diagnostic } from './diagnostics.js'
import { manifestParts } from './manifest-params.js'
import { objectsAt, type ManifestObject } from './load/manifest-objects.js'
import { checkManifest, type CheckedManifest } from './manifests/check-manifest.js'
import { declaredKinds } from './manifests/custom-kinds.js'
import type { ManifestLoader } from './manifests/load-manifests.js'
import { inDependencyOrder } from './manifests/order.js'
import { compileInvariants, type CompiledInvariant } from './run/invariants.js'
import { clusterOptionsOf } from './run/cluster-options.js'
import type { ScenarioSpec, StepSpec } from './spec.js'
import * as steps from './steps/registry.js'
import type { StepDefinition } from './steps/define.js'

export interface CompiledStep {
  readonly spec: StepSpec
  readonly action: CompiledAction
}

/** A scenario with nothing left to look up: ready to run any number of times. */
export interface CompiledScenario {
  readonly spec: ScenarioSpec
  readonly seed: number
  readonly options: ClusterOptions
  /** There before the first step. */
  readonly objects: readonly CheckedManifest[]
  readonly steps: readonly CompiledStep[]
  readonly invariants: readonly CompiledInvariant[]
  /** Every manifest that the scenario sends, for reports that lead back to a line of one. */
  readonly manifests: readonly CheckedManifest[]
}

export interface Compilation {
  /** Undefined when there are errors. */
  readonly scenario: CompiledScenario | undefined
  readonly diagnostics: readonly Diagnostic[]
}

const registry = steps as Readonly<Record<string, StepDefinition>>

/** Names, files, faults, behaviours and assertions resolved; every problem of the scenario and of its manifests at once. */
export function compileScenario(spec: ScenarioSpec, loadManifests: ManifestLoader, seed: number, schedulerPlugins: readonly Plugin[] = []): Compilation {
  const diagnostics: Diagnostic[] = []
  const problem = (pointer: string, message: string, fix?: string): undefined => void diagnostics.push(error(spec.document.place(pointer), message, fix))
  const sources = manifestSources(spec, loadManifests, diagnostics)
  const customKinds = declaredKinds([...sources.values()].flat().map(({ object }) => object))
  const checked: CheckedManifest[] = []
  const check = (manifests: readonly ManifestObject[]): readonly CheckedManifest[] => manifests.flatMap((manifest) => {
    const result = checkManifest(manifest, { namespace: spec.namespace, unmodelled: spec.unmodelled, customKinds })
    diagnostics.push(...result.diagnostics)
    if (result.checked !== undefined) checked.push(result.checked)
    return result.checked === undefined ? [] : [result.checked]
  })
  const manifests = (_value: Json, pointer: string): readonly ManifestObject[] => sources.get(pointer) ?? []
  const scopeOf = (step: StepSpec): CompileScope => ({ spec, step, problem, diagnostics, manifests, checked: (value, pointer) => check(manifests(value, pointer)) })
  const objects = inDependencyOrder(check([...(sources.get(companionsPointer) ?? []), ...(sources.get(`${spec.cluster.pointer}/objects`) ?? [])]))
  const compiled = spec.steps.flatMap((step) => compileStep(step, scopeOf(step)))
  const invariants = compileInvariants(spec, diagnostics)
  const options = clusterOptionsOf(spec, seed, problem, schedulerPlugins)
  if (hasErrors(diagnostics)) return { scenario: undefined, diagnostics }
  return { scenario: { spec, seed, options, objects, steps: compiled, invariants, manifests: checked }, diagnostics }
}

const companionsPointer = 'companions'
const sending = ['apply', 'create', 'replace']

/** All objects that stand in or behind the scenario, by the pointer of the place that names them. */
function manifestSources(spec: ScenarioSpec, loadManifests: ManifestLoader, diagnostics: Diagnostic[]): ReadonlyMap<string, readonly ManifestObject[]> {
  const sources = new Map<string, readonly ManifestObject[]>()
  const load = (value: Json, pointer: string): void => {
    const loaded = loadManifests(value, pointer, spec.document)
    diagnostics.push(...loaded.diagnostics)
    sources.set(pointer, loaded.objects)
  }
  for (const { action, params, pointer } of spec.steps) {
    if (!sending.includes(action) || isJobCreation(params)) continue
    for (const part of manifestParts(params)) load(part.value, `${pointer}/${action}${part.below}`)
  }
  if (spec.cluster.objects.length > 0) load(spec.cluster.objects, `${spec.cluster.pointer}/objects`)
  const companions = spec.companions.map((document) => objectsAt(document, document.value, ''))
  diagnostics.push(...companions.flatMap((each) => each.diagnostics))
  sources.set(companionsPointer, companions.flatMap((each) => each.objects))
  return sources
}

function compileStep(step: StepSpec, scope: CompileScope): readonly CompiledStep[] {
  const definition = registry[step.action]
  const pointer = `${step.pointer}/${step.action}`
  if (definition?.compile === undefined) {
    scope.diagnostics.push(diagnose('error', scope.spec.document.placeOfKey(pointer), `the step \`${step.action}\` is not there yet`))
    return []
  }
  const action = definition.compile(step.params, scope)
  return action === undefined ? [] : [{ spec: step, action }]
}
