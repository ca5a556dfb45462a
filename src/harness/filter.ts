import { parsePattern } from '../assertions/values/pattern.js'
import type { ScenarioSpec } from './spec.js'

/** `suite=resilience` holds a label against a text or glob, `name=web-*` the scenario's name. All filters must hold. */
export const matchesFilters = (spec: ScenarioSpec, filters: readonly string[]): boolean => filters.every((filter) => matches(spec, filter))

function matches({ name, labels }: ScenarioSpec, filter: string): boolean {
  const at = filter.indexOf('=')
  const [key, wanted] = at < 0 ? ['name', filter] : [filter.slice(0, at), filter.slice(at + 1)]
  const pattern = parsePattern(wanted)
  const actual = key === 'name' ? name : labels[key]
  return 'value' in pattern && actual !== undefined && pattern.value.test(actual)
}
