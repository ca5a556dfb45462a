import { parsePattern } from '../../assertions/values/pattern.js'
import type { ActionResult } from '../actions/action.js'
import type { StepSpec } from '../spec.js'

/** What a step comes to when its `refused` is heeded: a refusal that is wanted is none. */
export function judgeRefusal({ refused }: StepSpec, result: ActionResult): ActionResult {
  if (refused === undefined) return result
  if (result === undefined) return { refusal: refused === true ? 'a refusal was expected, but it was accepted' : `a refusal matching ${refused} was expected, but it was accepted` }
  if (!('refusal' in result)) return result
  const isWanted = refused === true || matchesRefusal(refused, result.refusal)
  return isWanted ? undefined : { refusal: `the refusal should match ${refused}, but is: ${result.refusal}` }
}

/** A plain text is looked for anywhere in the refusal; globs are held against all of it. */
function matchesRefusal(wanted: string, refusal: string): boolean {
  const parsed = parsePattern(wanted)
  if (!('value' in parsed)) return false
  return parsed.value.kind === 'exact' ? refusal.includes(wanted) : parsed.value.test(refusal)
}
