import type { PathStep } from '../pointer.js'
import type { ScalarRules } from './scalars.js'

export const scenarioGroup = 'seatrial.dev/'

/** Keys of a scenario under which Kubernetes objects (or parts of them) stand, by the shape of the path to them. */
const objectKeys: ReadonlySet<string> = new Set(['apply', 'create', 'replace', 'patch', 'resource', 'objects'])

function isObjectPlace(path: readonly PathStep[], key: string): boolean {
  if (path[0] !== 'spec') return false
  if (key === 'objects') return path.length === 2 && path[1] === 'cluster'
  if (key === 'resource') return (path[1] === 'steps' && path[3] === 'expect') || path[1] === 'always'
  if (key === 'patch' && path[3] === 'patch') return path.length === 4
  return path.length === 3 && path[1] === 'steps' && key !== 'patch'
}

/**
 * The rules for what stands under `key` of the mapping at `path`: a scenario is read by YAML 1.2's core schema, the Kubernetes
 * objects in it as kubectl reads them, so that an object means the same in a file of its own and inside a step.
 */
export function rulesUnder(rules: ScalarRules, path: readonly PathStep[], key: string): ScalarRules {
  return rules === 'kubernetes' || !objectKeys.has(key) || !isObjectPlace(path, key) ? rules : 'kubernetes'
}
