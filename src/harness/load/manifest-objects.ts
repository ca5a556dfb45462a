import type { Json, JsonObject } from '../../sim/api/types.js'
import type { Diagnostic, Place } from '../diagnostics.js'
import { error } from '../diagnostics.js'
import { child } from '../pointer.js'
import { describeValue } from '../values/parsed.js'
import type { Document } from './document.js'

/** One Kubernetes object, and where in which document it stands. */
export interface ManifestObject {
  readonly object: JsonObject
  readonly document: Document
  /** Pointer to the object in its document: empty, or `/items/3` in a List. */
  readonly pointer: string
}

export interface ManifestObjects {
  readonly objects: readonly ManifestObject[]
  readonly diagnostics: readonly Diagnostic[]
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (object: JsonObject): boolean => typeof object['kind'] === 'string' && object['kind'].endsWith('List') && Array.isArray(object['items'])

/** A message of kubectl's client-side validation (kubectl 1.36 `ValidateBytes`): what has to be set in every object. */
function missingFields(object: JsonObject): string | undefined {
  const missing = ['apiVersion', 'kind'].filter((key) => object[key] === undefined || object[key] === null || object[key] === '').map((key) => `${key} not set`)
  if (missing.length === 0) return undefined
  return missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`
}

function checkHead(object: JsonObject, place: Place, document: Document, pointer: string): Diagnostic | undefined {
  const missing = missingFields(object)
  if (missing !== undefined) {
    const names = ['apiVersion', 'kind'].filter((key) => !object[key]).map((key) => `\`${key}\``).join(' and ')
    return { ...error(place, `a Kubernetes object needs ${names}`), api: `error validating data: ${missing}` }
  }
  const wrong = ['apiVersion', 'kind'].find((key) => typeof object[key] !== 'string')
  return wrong === undefined ? undefined : error(document.place(child(pointer, wrong)), `\`${wrong}\` must be a text, but is ${JSON.stringify(object[wrong])}`)
}

/** The objects that a value stands for: itself, or the items of a List (which may be Lists again). */
export function objectsAt(document: Document, value: Json, pointer: string): ManifestObjects {
  if (!isObject(value)) {
    return { objects: [], diagnostics: [error(document.place(pointer), `a Kubernetes object must be a mapping, but is ${describeValue(value)}`)] }
  }
  if (isList(value)) {
    const parts = (value['items'] as readonly Json[]).map((item, index) => objectsAt(document, item, child(child(pointer, 'items'), index)))
    return { objects: parts.flatMap((part) => part.objects), diagnostics: parts.flatMap((part) => part.diagnostics) }
  }
  const problem = checkHead(value, document.place(pointer), document, pointer)
  return problem ? { objects: [], diagnostics: [problem] } : { objects: [{ object: value, document, pointer }], diagnostics: [] }
}

/** All objects of documents that are manifests; a scenario among them is a mistake, because it cannot be applied. */
export function flattenObjects(documents: readonly Document[]): ManifestObjects {
  const parts = documents.map((document) =>
    document.kind === 'scenario'
      ? { objects: [], diagnostics: [error(document.place(''), 'this is a scenario: it can be run, but not applied to a cluster')] }
      : objectsAt(document, document.value, ''))
  return { objects: parts.flatMap((part) => part.objects), diagnostics: parts.flatMap((part) => part.diagnostics) }
}
