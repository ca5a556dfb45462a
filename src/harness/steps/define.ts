import type { JsonSchema } from '../../assertions/schema-parts.js'
import type { CompileAction } from '../actions/action.js'

/** One action of a step. The key in the registry is the name that users write. */
export interface StepDefinition {
  readonly name: string
  readonly summary: string
  /** What may stand under the action's key; texts with a syntax of their own name it as `format`. */
  readonly schema: JsonSchema
  /** Asks the API, which may refuse it: the step may carry `refused`. */
  readonly isRequest: boolean
  /** Known to the format, but not there yet: using it is an error. */
  readonly planned?: true
  readonly compile?: CompileAction
}

export type StepOptions = Omit<StepDefinition, 'isRequest'> & { readonly isRequest?: boolean }

export const defineStep = (options: StepOptions): StepDefinition => ({ isRequest: true, ...options })
