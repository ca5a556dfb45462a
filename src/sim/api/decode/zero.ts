import { structOf } from '../schema/read.js'
import type { Shape } from '../schema/read.js'

const memo = new Map<number, object>()

/** Go's zero value of a shape as the API prints it: required scalars and structs by value only; lists and maps that are nil stay away. */
export function zeroOf(shape: Shape): unknown {
  switch (shape.form) {
    case 'struct': return zeroStruct(shape.index)
    case 's':
    case 'y': return ''
    case 'b': return false
    case 'i':
    case 'l':
    case 'd':
    case 'x': return 0
    case 'q': return '0'
    case 'list': return []
    case 'map': return {}
    default: return null
  }
}

function zeroStruct(index: number): object {
  const known = memo.get(index)
  if (known) return known
  const printed = [...structOf({ form: 'struct', index }).fields.values()].filter((field) => field.byValue || (field.printed && !field.isNullable && isPlainScalar(field.shape)))
  const zero = Object.freeze(Object.fromEntries(printed.map((field) => [field.name, zeroOf(field.shape)])))
  memo.set(index, zero)
  return zero
}

const isPlainScalar = (shape: Shape): boolean => shape.form.length === 1 && 'sbild'.includes(shape.form)
