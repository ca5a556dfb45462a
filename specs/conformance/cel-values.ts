/** Values and types of CEL as the recorded tables write them. */
import { formatQuantity } from '../../src/sim/api/quantity.js'
import { parseDuration, parseTimestamp, timestampText } from '../../src/sim/api/cel/time.js'
import { dyn, listOf, mapOf, optionalOf, type CelType } from '../../src/sim/api/cel/types.js'
import { list, mapValue, uint, type CelValue } from '../../src/sim/api/cel/values.js'
import { utf8 } from '../../src/sim/api/cel/lexer.js'

/** Reads `map<string, list<int>>`. */
export function typeOfText(text: string): CelType {
  const match = /^(list|map|optional)<(.*)>$/.exec(text)
  if (match === null) return text === 'authorizer' ? { form: 'opaque', name: 'kubernetes.authorization.Authorizer' } : { form: text } as CelType
  const [, outer, inner = ''] = match
  if (outer === 'map') return mapOf(typeOfText(inner.slice(0, inner.indexOf(','))), typeOfText(inner.slice(inner.indexOf(',') + 1).trim()))
  return outer === 'list' ? listOf(typeOfText(inner)) : optionalOf(typeOfText(inner))
}

/** A value of JSON as one of the type; whole numbers of any type are ints, unless they are written with a fraction. */
export function valueOf(json: unknown, type: CelType): CelValue {
  if (Array.isArray(json)) return list(json.map((item) => valueOf(item, type.form === 'list' ? type.item : dyn)))
  if (typeof json === 'object' && json !== null) return mapValue(Object.entries(json).map(([key, item]): [CelValue, CelValue] => [key, valueOf(item, type.form === 'map' ? type.value : dyn)]))
  if (typeof json === 'number') return type.form === 'double' || !Number.isInteger(json) ? json : type.form === 'uint' ? uint(BigInt(json)) : BigInt(json)
  if (typeof json !== 'string') return (json ?? null) as CelValue
  if (type.form === 'timestamp') return parseTimestamp(json)!
  if (type.form === 'duration') return parseDuration(json)!
  return type.form === 'bytes' ? { kind: 'bytes', bytes: utf8(json) } : json
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const [mantissa = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  if (Object.is(value, -0)) return 'double(-0)'
  return exponent < -4 || exponent >= 6 ? `double(${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')})` : `double(${value})`
}

/** As the tables write it. */
export function shown(value: CelValue): string {
  if (typeof value === 'string') return JSON.stringify(value).replaceAll(/[\u2028\u2029\x7f]|\\b|\\f/g, (char) => (char === '\\b' || char === '\\f' ? char : char === '\x7f' ? char : `\\u${char.charCodeAt(0).toString(16)}`))
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object' || value === null) return String(value)
  switch (value.kind) {
    case 'uint': return `${value.value}u`
    case 'bytes': return `b[${value.bytes.join(' ')}]`
    case 'timestamp': return `timestamp("${timestampText({ kind: 'timestamp', nanos: value.nanos })}")`
    case 'duration': return `duration(${value.nanos})`
    case 'optional': return value.value === undefined ? 'none' : `optional(${shown(value.value)})`
    case 'type': return `type(${value.name})`
    case 'quantity': return `quantity(${formatQuantity(value.quantity)})`
    case 'list': return `[${value.items.map(shown).join(', ')}]`
    case 'map': return `{${[...value.entries.values()].map(([key, item]) => `${shown(key)}: ${shown(item)}`).sort().join(', ')}}`
    case 'opaque': return `${value.type.replace(/^.*\./, '').replace('NamedFormat', 'format').toLowerCase()}(${value.text})`
    case 'fault': return `fault ${value.message}`
  }
}
