/** Fields, keys and indexes of values, of optional ones too: cel-go 0.26 `interpreter/attributes.go`. */
import { charge, type Frame } from './frame.js'
import { fault, keyText, optional, typeName, type CelValue, type ListValue, type MapValue } from './values.js'

interface How {
  readonly isTest: boolean
  readonly isOptional: boolean
}

/** The item at an index; doubles without a fraction will do. */
function itemAt({ items }: ListValue, index: CelValue): CelValue | undefined {
  const position = typeof index === 'object' && index !== null && index.kind === 'uint' ? index.value : index
  return typeof position === 'bigint' || (typeof position === 'number' && Number.isInteger(position)) ? items[Number(position)] : undefined
}
const entryAt = ({ entries }: MapValue, key: CelValue): CelValue | undefined => entries.get(keyText(key) ?? '')?.[1]

const plainText = (value: CelValue): string => (typeof value === 'object' && value !== null && value.kind === 'uint' ? String(value.value) : String(value))

function missing(value: CelValue, key: CelValue): CelValue {
  if (!isContainer(value)) return fault(`no such key: ${plainText(key)}`)
  if (typeof value !== 'object' || value === null) return fault('no such overload')
  if (value.kind === 'map') return keyText(key) === undefined ? fault(`unsupported key type: ${typeName(key)}`) : fault(`no such key: ${plainText(key)}`)
  if (value.kind !== 'list') return fault('no such overload')
  if (typeof key === 'string' || typeof key === 'boolean') return fault(`unsupported index type '${typeName(key)}' in list`)
  return fault(typeof key === 'number' && !Number.isInteger(key) ? `unsupported index value ${key} in list` : `index out of bounds: ${plainText(key)}`)
}

function read(value: CelValue, key: CelValue): CelValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return value.kind === 'map' ? entryAt(value, key) : value.kind === 'list' ? itemAt(value, key) : undefined
}

const isContainer = (value: CelValue): boolean => typeof value === 'object' && value !== null && (value.kind === 'map' || value.kind === 'list')

/** `value.key` or `value[key]`, and what reading it costs. */
export function memberOf(frame: Frame, value: CelValue, key: CelValue, { isTest, isOptional }: How): CelValue {
  const isWrapped = typeof value === 'object' && value !== null && value.kind === 'optional'
  const inner = isWrapped ? value.value : value
  if (inner === undefined) return isTest ? false : value
  const found = read(inner, key)
  const isLenient = isWrapped || isOptional
  if (found !== undefined || !isLenient) charge(frame, 1)
  if (isTest) return typeof inner === 'object' && inner !== null && inner.kind === 'list' ? missing(inner, key) : found !== undefined
  if (isLenient) return optional(found)
  return found ?? (found === null ? null : missing(inner, key))
}
