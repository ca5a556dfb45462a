/** Faults of a manifest in words for people: what was wanted, what was given, how to mend it. */
import { structOf } from '../schema/read.js'
import type { Shape, StructShape } from '../schema/read.js'
import { fieldOf } from './problem.js'
import { suggest } from './suggest.js'
import { maxBytes, maxDepth } from './fault.js'
import type { Fault, Path } from './fault.js'

const article = (word: string): string => (/^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`)

const wantedWords: Readonly<Record<string, string>> = {
  s: 'a string', b: 'true or false', i: 'a whole number (32 bits)', l: 'a whole number (64 bits)', d: 'a number', x: 'a whole number or a string',
  y: 'a string in base64', q: 'a quantity such as 500m or 1Gi', t: 'a time such as 2026-01-01T00:00:00Z', u: 'a time such as 2026-01-01T00:00:00.000000Z',
  a: 'a JSON value', list: 'a list', map: 'a map',
}

function wanted(shape: Shape | undefined, struct: StructShape | undefined): string {
  if (struct) return `${article(struct.goName)} (a map of its fields)`
  if (shape?.form === 'list') return `a list of ${shape.item.form === 'struct' ? structOf(shape.item).goName : shape.item.form === 's' ? 'strings' : 'values'}`
  return wantedWords[shape?.form ?? 'a'] as string
}

function given(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`
  return typeof value === 'boolean' ? `the boolean ${value}` : `${typeof value === 'number' || typeof value === 'bigint' ? 'the number' : 'a'} ${String(value)}`
}

/** What a value of the wrong type probably was meant to be. */
function typeFix(fault: Fault): string | undefined {
  const { given: value, shape } = fault
  if ((shape?.form === 's' || shape?.form === 'y') && (typeof value === 'number' || typeof value === 'boolean')) return `put it in quotes: "${String(value)}"`
  if (shape?.form === 'b' && typeof value === 'string' && /^(true|false)$/i.test(value)) return `write ${value.toLowerCase()} without quotes`
  if (typeof value === 'string' && (shape?.form === 'i' || shape?.form === 'l') && /^-?\d+$/.test(value)) return `write ${value} without quotes`
  if (shape?.form === 'list' && typeof value === 'object') return 'put "- " before it, to make it the one entry of a list'
  if (shape?.form === 'struct' && Array.isArray(value)) return 'leave the "- " away: it is one map, not a list'
  return undefined
}

/** The structs above a place, outermost first, each with its path. */
function structsAbove(root: StructShape, path: Path): readonly (readonly [StructShape, Path])[] {
  const above: (readonly [StructShape, Path])[] = [[root, []]]
  let struct: StructShape | undefined = root
  let shape: Shape | undefined
  for (const [index, part] of path.slice(0, -1).entries()) {
    shape = struct ? struct.fields.get(String(part))?.shape : shape && 'item' in shape ? shape.item : undefined
    struct = shape?.form === 'struct' ? structOf(shape) : undefined
    if (struct) above.push([struct, path.slice(0, index + 1)])
  }
  return above
}

function placeBelow(struct: StructShape, name: string): string | undefined {
  for (const field of struct.fields.values()) {
    const inner = 'item' in field.shape ? field.shape.item : field.shape
    if (inner.form === 'struct' && structOf(inner).fields.has(name)) return field.shape.form === 'list' ? `${field.name}[]` : field.name
  }
  return undefined
}

/** A mistyped name, or a right name at the wrong level. */
function unknownFix(root: StructShape, fault: Fault): string | undefined {
  const name = String(fault.path.at(-1))
  const struct = fault.struct as StructShape
  const close = suggest(name, struct.fields.keys())
  if (close) return `did you mean "${close}"?`
  const parent = fieldOf(fault.path.slice(0, -1))
  const below = placeBelow(struct, name)
  if (below) return `"${name}" belongs to ${parent === '' ? below : `${parent}.${below}`}`
  const above = structsAbove(root, fault.path).findLast(([candidate]) => candidate !== struct && candidate.fields.has(name))
  return above && `"${name}" belongs to ${above[1].length === 0 ? `the top level of ${root.goName}` : fieldOf(above[1])}`
}

export function explain(root: StructShape, fault: Fault): { readonly message: string; readonly fix?: string } {
  const field = fault.path.length === 0 ? 'the document' : `\`${fieldOf(fault.path)}\``
  const fix = fault.code === 'unknown-field' ? unknownFix(root, fault) : fault.code === 'wrong-type' ? typeFix(fault) : undefined
  return { message: sentence(fault, field), ...(fix !== undefined && { fix }) }
}

function sentence(fault: Fault, field: string): string {
  switch (fault.code) {
    case 'unknown-field': return `${field} is no field of ${(fault.struct as StructShape).goName}`
    case 'too-deep': return `${field} is nested deeper than ${maxDepth} levels`
    case 'too-big': return `the object is larger than ${maxBytes} bytes`
    case 'bad-value': return `${field} must be ${wanted(fault.shape, fault.struct)}, not ${given(fault.given)}: ${String(fault.refusal)}`
    default: return `${field} must be ${wanted(fault.shape, fault.struct)}, not ${given(fault.given)}`
  }
}
