import type { Json, KindId, KubeObject, Millis } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import type { Reading } from './reading.js'
import type { Selection } from './references.js'
import type { JsonSchema } from './schema-parts.js'
import { subjectSchemas } from './schemas.js'
import type { Verdict } from './verdict.js'

/** An assertion of a scenario, ready to be asked at any instant. */
export interface CompiledAssertion {
  /** The subject's registry name; `not` for a combinator. */
  readonly name: string
  /** One line: `pods app=web: count 3, phase Running`. */
  readonly text: string
  /** Kinds whose changes can change the verdict. */
  readonly observes: readonly KindId[]
  readonly evaluate: (view: ClusterView) => Verdict
  /** Whether the verdict is that it passed; may cost far less than the verdict. */
  readonly holds: (view: ClusterView) => boolean
  /** The next time after now at which the verdict can change without any object changing; undefined: never. */
  readonly nextLook: (view: ClusterView) => Millis | undefined
  /** Whether this change of an object can change the verdict; spares the search for `since`. */
  readonly concerns: (after: KubeObject | undefined, before: KubeObject | undefined) => boolean
  /** Revisions of the entries that make it hold, where a log shows them: what speaks against its negation. */
  readonly proof: (view: ClusterView) => readonly number[]
  /** What it is about, for explanations. */
  readonly selection?: Selection
}

export interface AssertionDefinition {
  /** What users write. */
  readonly name: string
  /** One sentence for reference page and completion. */
  readonly summary: string
  /** JSON Schema of what stands under the name. */
  readonly schema: JsonSchema
  readonly observes: readonly KindId[]
  /** Reads what stands under the name; problems go to the reading, and then the answer is undefined. */
  readonly compile: (raw: Json, reading: Reading) => CompiledAssertion | undefined
}

export interface AssertionParts<Params> extends Pick<AssertionDefinition, 'name' | 'observes'> {
  readonly read: (raw: Json, reading: Reading) => Params | undefined
  readonly text: (params: Params) => string
  readonly evaluate: (view: ClusterView, params: Params) => Verdict
  readonly holds?: (view: ClusterView, params: Params) => boolean
  readonly nextLook?: (view: ClusterView, params: Params) => Millis | undefined
  readonly concerns?: (after: KubeObject | undefined, before: KubeObject | undefined, params: Params) => boolean
  /** Kinds beside `observes` that follow from what is asked. */
  readonly alsoObserves?: (params: Params) => readonly KindId[]
  readonly proof?: (view: ClusterView, params: Params) => readonly number[]
  readonly selection?: (params: Params) => Selection | undefined
}

/**
 * A pure question about one instant; the time words (within, for, always) belong to watch.ts. What users may write stands in schemas.ts
 * under the same name.
 */
export function defineAssertion<Params>(parts: AssertionParts<Params>): AssertionDefinition {
  const { name, observes } = parts
  const { summary, schema } = subjectSchemas[name]!
  return { name, summary, schema, observes, compile: (raw, reading) => compile(parts, raw, reading) }
}

function compile<Params>(parts: AssertionParts<Params>, raw: Json, reading: Reading): CompiledAssertion | undefined {
  const params = parts.read(raw, reading)
  if (params === undefined || reading.problems.length > 0) return undefined
  const selection = parts.selection?.(params)
  return {
    name: parts.name,
    text: parts.text(params),
    observes: [...parts.observes, ...(parts.alsoObserves?.(params) ?? [])],
    evaluate: (view) => parts.evaluate(view, params),
    holds: (view) => parts.holds?.(view, params) ?? parts.evaluate(view, params).status === 'passed',
    nextLook: (view) => parts.nextLook?.(view, params),
    proof: (view) => parts.proof?.(view, params) ?? [],
    concerns: (after, before) => parts.concerns?.(after, before, params) ?? true,
    ...(selection === undefined ? {} : { selection }),
  }
}
