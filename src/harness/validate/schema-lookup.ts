import type { JsonSchema } from '../../assertions/schema-parts.js'
import { parsePointer, valueAt } from '../pointer.js'
import { scenarioSchema } from './scenario-schema.js'

/** The schema whose keyword a violation names: `#/definitions/assertion/maxProperties` -> the assertion's schema. */
export function schemaOf(schemaPath: string): JsonSchema {
  const path = decodeURIComponent(schemaPath.slice(schemaPath.indexOf('#') + 1))
  const parent = path.slice(0, path.lastIndexOf('/'))
  const found = valueAt(scenarioSchema, parent)
  return typeof found === 'object' && found !== null ? (found as JsonSchema) : {}
}

/** `expect[0].pods` -> `pods`; list entries keep their list's name: `taints[1]`; the whole scenario has no label. */
export function labelOf(pointer: string): string {
  const steps = parsePointer(pointer)
  const last = steps.at(-1)
  if (last === undefined) return 'the scenario'
  return /^\d+$/.test(last) && steps.length > 1 ? `${steps.at(-2)!}[${last}]` : last
}
