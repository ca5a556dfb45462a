/** The conformance tests of cel-spec, where Go's module cache or CEL_SPEC_TESTDATA has them: they are other people's, and not copied. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { bool, bytes, double, dyn, duration, int, listOf, mapOf, nullType, string, timestamp, typeOf, uint, type CelType } from '../../src/sim/api/cel/types.js'
import { list, mapValue, uint as uintValue, type CelValue } from '../../src/sim/api/cel/values.js'
import { messageIn, parseTextproto, textOf, type Message } from './textproto.js'

export interface SpecCase {
  /** `lists.textproto/concatenation/list_append` */
  readonly name: string
  readonly expr: string
  readonly variables: Readonly<Record<string, CelType>>
  readonly values: Readonly<Record<string, CelValue>>
}

/** `cel.dev/expr` 0.25.1 is what Kubernetes 1.36 is built with. */
const version = 'cel.dev/expr@v0.25.1'

export function specFolder(): string | undefined {
  const cache = process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg/mod')
  return [process.env['CEL_SPEC_TESTDATA'], join(cache, version, 'tests/simple/testdata')].find((folder) => folder !== undefined && existsSync(folder))
}

const primitives: Readonly<Record<string, CelType>> = { BOOL: bool, INT64: int, UINT64: uint, DOUBLE: double, STRING: string, BYTES: bytes }
const wellKnown: Readonly<Record<string, CelType>> = { 'google.protobuf.Timestamp': timestamp, 'google.protobuf.Duration': duration, TIMESTAMP: timestamp, DURATION: duration }

/** undefined for types that only protocol buffers have. */
function typeOfMessage(type: Message | undefined): CelType | undefined {
  if (type === undefined) return undefined
  const known = primitives[textOf(type['primitive']?.[0])] ?? wellKnown[textOf(type['message_type']?.[0])] ?? wellKnown[textOf(type['well_known']?.[0])]
  if (known !== undefined) return known
  if (type['null'] !== undefined) return nullType
  if (type['dyn'] !== undefined) return dyn
  const [item, map] = [messageIn(type, 'list_type'), messageIn(type, 'map_type')]
  if (item !== undefined) return ofInner([messageIn(item, 'elem_type')], ([inner]) => listOf(inner as CelType))
  if (map !== undefined) return ofInner([messageIn(map, 'key_type'), messageIn(map, 'value_type')], ([key, value]) => mapOf(key as CelType, value as CelType))
  return type['type'] === undefined ? undefined : typeOf(dyn)
}

function ofInner(parts: readonly (Message | undefined)[], make: (types: readonly CelType[]) => CelType): CelType | undefined {
  const types = parts.map(typeOfMessage)
  return types.every((type) => type !== undefined) ? make(types) : undefined
}

function valueOf(value: Message | undefined): CelValue | undefined {
  const [entry] = Object.entries(value ?? {})
  if (entry === undefined) return undefined
  const [form, [raw]] = entry
  const text = textOf(raw)
  switch (form) {
    case 'bool_value': return text === 'true'
    case 'int64_value': return BigInt(text)
    case 'uint64_value': return uintValue(BigInt(text))
    case 'double_value': return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
    case 'string_value': return text
    case 'bytes_value': return { kind: 'bytes', bytes: [...(raw as Uint8Array)] }
    case 'null_value': return null
    case 'list_value': return allOf(((raw as Message)['values'] ?? []).map((item) => valueOf(item as Message)), list)
    case 'map_value': return allOf(((raw as Message)['entries'] ?? []).flatMap((pair) => [valueOf(messageIn(pair as Message, 'key')), valueOf(messageIn(pair as Message, 'value'))]), pairsOf)
    default: return undefined
  }
}

const allOf = (items: readonly (CelValue | undefined)[], make: (items: readonly CelValue[]) => CelValue): CelValue | undefined => (items.every((item) => item !== undefined) ? make(items) : undefined)
const pairsOf = (items: readonly CelValue[]): CelValue => mapValue(items.flatMap((key, at): [CelValue, CelValue][] => (at % 2 === 0 ? [[key, items[at + 1] as CelValue]] : [])))

const isDefined = <T>(pair: readonly [string, T | undefined]): pair is readonly [string, T] => pair[1] !== undefined

/** undefined for tests of protocol buffers. */
function caseOf(name: string, test: Message): SpecCase | undefined {
  const expr = textOf(test['expr']?.[0])
  const types = (test['type_env'] ?? []).map((one) => [textOf((one as Message)['name']?.[0]), typeOfMessage(messageIn(messageIn(one as Message, 'ident'), 'type'))] as const)
  const values = (test['bindings'] ?? []).map((one) => [textOf((one as Message)['key']?.[0]), valueOf(messageIn(messageIn(one as Message, 'value'), 'value'))] as const)
  const isOfMessages = test['container'] !== undefined || /google\.protobuf\.(?!Timestamp\b|Duration\b)|proto\d?\./.test(expr)
  return isOfMessages || !types.every(isDefined) || !values.every(isDefined) ? undefined : { name, expr, variables: Object.fromEntries(types), values: Object.fromEntries(values) }
}

/** All cases without protocol buffers, and how many there are with them. */
export function specCases(folder: string): { readonly cases: readonly SpecCase[]; readonly left: number } {
  const all = readdirSync(folder).filter((file) => file.endsWith('.textproto')).sort().flatMap((file) => {
    const sections = parseTextproto(readFileSync(join(folder, file), 'utf8'))['section'] ?? []
    return sections.flatMap((section) => ((section as Message)['test'] ?? []).map((test) =>
      caseOf(`${file}/${textOf((section as Message)['name']?.[0])}/${textOf((test as Message)['name']?.[0])}`, test as Message)))
  })
  const cases = all.filter((one) => one !== undefined)
  return { cases, left: all.length - cases.length }
}
