import { compileSelector, parseSelector } from '../api/labels.js'
import type { Pod } from '../api/types.js'
import type { Conditions } from '../conditions.js'
import { matchesGlob } from '../runtime/glob.js'
import type { ProbeType } from '../runtime/probe-outcome.js'

/** Whether an injected `probe-failure` holds for a probe; its params say which pods, container and probe. */
export function isProbeFaulty(conditions: Conditions, pod: Pod, container: string, type: ProbeType): boolean {
  if (conditions.length === 0) return false
  return conditions.some(({ fault, params }) => fault === 'probe-failure' && matches(params, pod, container, type))
}

function matches(params: Readonly<Record<string, unknown>>, pod: Pod, container: string, type: ProbeType): boolean {
  const { namespace, select, name, container: only, probe } = params
  if (namespace !== undefined && namespace !== pod.metadata.namespace) return false
  if (typeof name === 'string' && !matchesGlob(name, pod.metadata.name)) return false
  if (typeof only === 'string' && only !== container) return false
  if (typeof probe === 'string' && probe !== type) return false
  return typeof select !== 'string' || selects(select, pod)
}

function selects(text: string, pod: Pod): boolean {
  const parsed = parseSelector(text)
  return parsed.ok && compileSelector(parsed.value)(pod.metadata.labels)
}
