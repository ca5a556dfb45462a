import type { ValueFormat } from '../../assertions/schema-parts.js'
import { checkDnsSubdomain } from '../../sim/api/names.js'
import { parseQuantity } from '../../sim/api/quantity.js'
import { parseComparison } from '../values/comparison.js'
import { parseDuration } from '../values/duration.js'
import type { Parsed } from '../values/parsed.js'
import { describeValue, problem } from '../values/parsed.js'
import { parsePattern } from '../values/pattern.js'
import { parseSelectorText, splitReference } from '../values/reference.js'

type Read = (value: unknown) => Parsed<unknown>

const orWord = (word: string): Read => (value) => {
  if (value === word) return { value }
  const parsed = parseDuration(value)
  return 'value' in parsed ? parsed : problem(`must be \`${word}\` or a duration such as \`90s\`, but is ${describeValue(value)}`, parsed.problem.fix)
}

function readQuantity(value: unknown): Parsed<unknown> {
  const parsed = typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined
  return parsed?.ok ? { value } : problem(`must be a quantity such as \`500m\`, \`2\` or \`128Mi\`, but is ${describeValue(value)}`)
}

function readObjectReference(value: unknown): Parsed<unknown> {
  const parts = splitReference(value)
  if ('problem' in parts) return parts
  return parts.value.name === undefined ? problem(`${describeValue(value)} names a kind, but no object`, `${String(value)}/NAME`) : { value }
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

const markingKeys = new Set(['ref', 'select', 'name', 'namespace', 'owner', 'node', 'set'])

/** How each text format of the schema is read; the schema check and its messages both ask here. */
export const formats: Readonly<Record<ValueFormat, Read>> = {
  'go-duration': parseDuration,
  'go-duration-or-never': orWord('never'),
  'go-duration-or-forever': orWord('forever'),
  comparison: (value) => parseComparison(value),
  'percent-comparison': (value) => parseComparison(value, ['percent']),
  'duration-comparison': (value) => parseComparison(value, ['duration']),
  'quantity-comparison': (value) => parseComparison(value, ['quantity', 'percent']),
  quantity: readQuantity,
  'glob-or-regex': parsePattern,
  reference: splitReference,
  'object-reference': readObjectReference,
  selector: parseSelectorText,
  rfc3339: (value) => (
    typeof value === 'string' && instant.test(value) && !Number.isNaN(Date.parse(value)) ? { value } : problem(
      `must be an instant such as \`2026-01-01T00:00:00Z\`, but is ${describeValue(value)}`,
    )
  ),
  'dns-name': (value) => {
    const [wrong] = typeof value === 'string' ? checkDnsSubdomain(value) : ['']
    return wrong === undefined ? { value } : problem(`must be a name of lower case letters, digits, \`-\` and \`.\`, but is ${describeValue(value)}`)
  },
  'marking-target': (value) => (markingKeys.has(String(value)) ? { value } : readObjectReference(value)),
}

export const isFormat = (format: ValueFormat, value: unknown): boolean => 'value' in formats[format](value)
