import type { Diagnostic } from '../diagnostics.js'
import { error, hasErrors, sortDiagnostics } from '../diagnostics.js'
import type { Document } from '../load/document.js'
import type { ScenarioDocument } from '../load/scenario-documents.js'
import type { ScenarioSpec } from '../spec.js'
import type { SchemaCheck } from './check.js'
import { checkRules } from './rules.js'
import { readScenario } from './scenario-spec.js'
import { explainViolations } from './violation-messages.js'

export interface Validated {
  /** Undefined when there are errors. */
  readonly spec: ScenarioSpec | undefined
  /** What is right of a scenario with errors: never to be run, but to find the mistakes in it too. */
  readonly remains: ScenarioSpec | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * One scenario against its schema and rules: the spec with defaults filled and durations in milliseconds, or everything that is
 * wrong with it. `check` comes from `schemaCheckFor`.
 */
export function validate(document: Document, check: SchemaCheck, companions: ScenarioDocument['objects'] = []): Validated {
  const diagnostics = sortDiagnostics([...explainViolations(document, check(document.value)), ...checkRules(document)])
  if (!hasErrors(diagnostics)) return { spec: readScenario(document, companions), remains: undefined, diagnostics }
  const isWrong = (pointer: string): boolean => diagnostics.some((each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`))
  return { spec: undefined, remains: readScenario(document, companions, isWrong), diagnostics }
}

/** Scenario names are unique within a run, because reports and filters go by them. */
export function checkUniqueNames(specs: readonly ScenarioSpec[]): readonly Diagnostic[] {
  const first = new Map<string, ScenarioSpec>()
  return specs.flatMap((spec) => {
    const earlier = first.get(spec.name)
    if (earlier === undefined) {
      first.set(spec.name, spec)
      return []
    }
    const { file, line } = earlier.document.place('/metadata/name')
    return [
      error(
        spec.document.place('/metadata/name'),
        `another scenario of this run has the name \`${spec.name}\` (${file}:${line})`,
        'give each scenario a name of its own',
      ),
    ]
  })
}
