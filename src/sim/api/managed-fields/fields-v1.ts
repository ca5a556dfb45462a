import { isMap } from '../patch/json.js'
import type { Json, JsonObject } from '../types.js'
import { emptySet, nodeOf, type FieldNode, type FieldSet } from './field-set.js'
import { isPathElement, sortedElements, type PathElement } from './path-element.js'

/** Field sets as `managedFields` writes them: FieldsV1 of apimachinery meta/v1, structured-merge-diff v6 fieldpath/serialize.go. */

const self = '.'

/** `{"f:spec":{"f:replicas":{}}}` */
export function encodeFields(set: FieldSet): JsonObject {
  const entries = sortedElements(set.keys()).map((element): [string, Json] => [element, encodeNode(set.get(element)!)])
  return Object.fromEntries(entries)
}

function encodeNode({ isMember, children }: FieldNode): JsonObject {
  if (children.size === 0) return {}
  return isMember ? { [self]: {}, ...encodeFields(children) } : encodeFields(children)
}

/** The set; undefined when it is none. Elements of unknown kinds are dropped, as the server does. */
export function decodeFields(fields: Json | undefined): FieldSet | undefined {
  if (fields === undefined || fields === null) return emptySet
  if (!isMap(fields)) return undefined
  const made = new Map<PathElement, FieldNode>()
  for (const [element, inner] of Object.entries(fields)) {
    if (element === self) continue
    if (!isPathElement(element)) {
      if (/^[fkvi]:/.test(element) || element[1] !== ':') return undefined
      continue
    }
    const children = decodeFields(inner)
    if (children === undefined) return undefined
    made.set(element, nodeOf(children.size === 0 || (isMap(inner) && Object.hasOwn(inner, self)), children))
  }
  return made.size === 0 ? emptySet : made
}
