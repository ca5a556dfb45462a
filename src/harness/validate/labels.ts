import { parsePointer } from '../pointer.js'

/** What a value is called in messages: `/spec/steps/0/expect` -> `expect`; entries of lists by their list: `taints[1]`. */
export function labelOf(pointer: string): string {
  const steps = parsePointer(pointer)
  const last = steps.at(-1)
  if (last === undefined) return 'the scenario'
  return /^\d+$/.test(last) && steps.length > 1 ? `${steps.at(-2)!}[${last}]` : last
}
