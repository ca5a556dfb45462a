import { builtInKind, type CompileScope } from '../../assertions/index.js'
import type { ScenarioSpec } from '../spec.js'

/** What assertions need to know of the scenario they stand in. */
export const assertionScope = (spec: ScenarioSpec): CompileScope => ({ namespace: spec.namespace, kindNamed: builtInKind })
