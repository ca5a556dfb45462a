import type { Json } from '../../sim/api/types.js'
import { isFields } from '../actions/json.js'
import type { StepSpec } from '../spec.js'

const lengthMax = 100

/** One line for a step: `apply ../k8s/web/`, `scale deployment/web: 5`. */
export function stepText({ action, params }: StepSpec): string {
  const text = action === 'expect' ? 'expect' : `${action} ${valueText(params)}`
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`
}

function valueText(value: Json): string {
  if (Array.isArray(value)) return value.map((item) => valueText(item as Json)).join(', ')
  if (!isFields(value)) return String(value)
  const { kind, metadata } = value
  if (typeof kind === 'string' && isFields(metadata)) return `${kind.toLowerCase()}/${String(metadata['name'] ?? metadata['generateName'])}`
  return Object.entries(value).map(([key, inner]) => `${key}: ${isFields(inner) ? `{ ${valueText(inner)} }` : valueText(inner)}`).join(', ')
}

/** A word of a command line, quoted where a shell needs it. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
