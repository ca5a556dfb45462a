import { badRequest, fail, ok, type Result } from '../api/errors.js'
import { compileFieldSelector, parseFieldSelector } from '../api/fields.js'
import { compileSelector, parseSelector } from '../api/labels.js'
import type { KindDefinition } from '../api/kinds/define.js'
import type { KubeObject } from '../api/types.js'

/** Which objects of a kind are asked for. */
export interface Selection {
  /** Absent: of all namespaces. */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export type Selected = (object: KubeObject) => boolean

/** The selectors in one predicate, or what the server says to them (apiserver endpoints/handlers/get.go, 1.36). */
export function compileSelection(kind: KindDefinition, { namespace, labelSelector = '', fieldSelector = '' }: Selection): Result<Selected> {
  const labels = parseSelector(labelSelector)
  if (!labels.ok) return fail(badRequest(labels.error))
  const terms = parseFieldSelector(fieldSelector)
  if (!terms.ok) return fail(badRequest(terms.error))
  const fields = compileFieldSelector(terms.value, kind)
  if (!fields.ok) return fail(badRequest(fields.error))
  const matches = compileSelector(labels.value)
  return ok((object) => (namespace === undefined || object.metadata.namespace === namespace)
    && (labelSelector === '' || matches(object.metadata.labels)) && fields.value(object))
}

/** A resourceVersion as it is given, a number; undefined where it is none. */
export const parseRevision = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined)

export const notARevision = (text: string): string => `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
