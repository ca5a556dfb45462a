import type { Json, JsonObject } from '../types.js'
import { isList, isMap, isSame, without } from './json.js'
import type { JsonList } from './json.js'

/** JSON patches: RFC 6902, with the bounds and answers of the API server 1.36 (`registry/rest`, evanphx/json-patch 4). */

export type JsonPatchResult = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly error: string }

const failure = (error: string): JsonPatchResult => ({ ok: false, error })
const done = (value: Json): JsonPatchResult => ({ ok: true, value })

const unescape = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')
const tokensOf = (pointer: string): readonly string[] => pointer.split('/').slice(1).map(unescape)
const listIndex = /^(0|[1-9]\d*)$/

function childOf(value: Json, token: string): Json | undefined {
  if (isMap(value)) return Object.hasOwn(value, token) ? value[token] : undefined
  return isList(value) && listIndex.test(token) ? value[Number(token)] : undefined
}

function find(value: Json, tokens: readonly string[]): Json | undefined {
  let found: Json | undefined = value
  for (const token of tokens) found = found === undefined ? undefined : childOf(found, token)
  return found
}

/** What happens at the end of a pointer: the new container, or why not. */
type Change = (container: Json, token: string) => Json | undefined

function changeAt(value: Json, tokens: readonly string[], change: Change): Json | undefined {
  const [token, ...rest] = tokens
  if (token === undefined) return undefined
  if (rest.length === 0) return change(value, token)
  const inner = childOf(value, token)
  const changed = inner === undefined ? undefined : changeAt(inner, rest, change)
  if (changed === undefined) return undefined
  return isList(value) ? value.with(Number(token), changed) : { ...(value as JsonObject), [token]: changed }
}

const adding =
  (item: Json): Change =>
  (container, token) => {
    if (isMap(container)) return { ...container, [token]: item }
    if (!isList(container)) return undefined
    if (token === '-') return [...container, item]
    return listIndex.test(token) && Number(token) <= container.length ? container.toSpliced(Number(token), 0, item) : undefined
  }

const removing: Change = (container, token) => {
  if (childOf(container, token) === undefined) return undefined
  return isList(container) ? (container as JsonList).toSpliced(Number(token), 1) : without(container as JsonObject, token)
}

const replacing =
  (item: Json): Change =>
  (container, token) => {
    if (childOf(container, token) === undefined) return undefined
    return isList(container) ? container.with(Number(token), item) : { ...(container as JsonObject), [token]: item }
  }

interface Operation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: Json
}

const missing = (operation: string, path: string): string =>
  `${operation} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`

function changed(document: Json, { op, path }: Operation, change: Change): JsonPatchResult {
  const value = changeAt(document, tokensOf(path), change)
  return value === undefined ? failure(missing(op, path)) : done(value)
}

function test(document: Json, { path, value = null }: Operation): JsonPatchResult {
  const found = find(document, tokensOf(path)) ?? null
  return isSame(found, value) ? done(document) : failure(`testing value ${path} failed: test failed`)
}

function move(document: Json, operation: Operation): JsonPatchResult {
  const from = operation.from ?? ''
  const item = find(document, tokensOf(from))
  if (item === undefined) return failure(missing(operation.op, from))
  const rest = operation.op === 'move' ? changeAt(document, tokensOf(from), removing) : document
  return changed(rest as Json, operation, adding(item))
}

function applyOperation(document: Json, operation: Operation): JsonPatchResult {
  const { op, path, value = null } = operation
  const isWhole = path === ''
  switch (op) {
    case 'add':
      return isWhole ? done(value) : changed(document, operation, adding(value))
    case 'replace':
      return isWhole ? done(value) : changed(document, operation, replacing(value))
    case 'remove':
      return changed(document, operation, removing)
    case 'move':
    case 'copy':
      return move(document, operation)
    case 'test':
      return test(document, operation)
    default:
      return failure(`Unexpected kind: ${op}`)
  }
}

const isOperation = (value: Json): boolean => isMap(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string'

/** Whether the document is a list of operations at all; else the server answers 400. */
export const isJsonPatch = (patch: Json): patch is JsonList => isList(patch) && patch.every(isOperation)

/** Carries out the operations in order; the first that does not apply ends it. */
export function applyJsonPatch(document: Json, patch: JsonList): JsonPatchResult {
  let current = document
  for (const operation of patch) {
    const result = applyOperation(current, operation as unknown as Operation)
    if (!result.ok) return result
    current = result.value
  }
  return done(current)
}
