import { updateObject } from '../apiserver/update.js'
import { reviewOnUpdate } from '../apiserver/admission.js'
import { fail } from '../api/errors.js'
import type { StringMap } from '../api/types.js'
import { answer, clientError, validateRequest, type Context, type RequestResult, warningsOf } from './request.js'
import { findTarget, type Target } from './target.js'

/** What `kubectl label` and `kubectl annotate` take: `disk=ssd old-`. Existing values are overwritten. */
export function labelRequest(context: Context, target: Target, section: 'labels' | 'annotations', text: string): RequestResult {
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const changes = parseChanges(text)
  if (typeof changes === 'string') return fail(clientError(changes))
  const values: Record<string, string> = { ...object.metadata[section] }
  for (const { key, value } of changes) {
    if (value === undefined) delete values[key]
    else values[key] = value
  }
  const next = { ...object, metadata: { ...object.metadata, [section]: values as StringMap } }
  const valid = validateRequest(kind, next, object)
  if (!valid.ok) return valid
  const reviewed = reviewOnUpdate(context, kind.id, next, object)
  if (!reviewed.ok) return reviewed
  const updated = updateObject(context, next)
  return updated.ok ? answer(kind, updated.value, section === 'labels' ? 'labeled' : 'annotated', warningsOf(reviewed)) : updated
}

function parseChanges(text: string): readonly { readonly key: string; readonly value: string | undefined }[] | string {
  const changes = text.split(/\s+/).filter((word) => word !== '').map((word) => {
    const at = word.indexOf('=')
    if (at > 0) return { key: word.slice(0, at), value: word.slice(at + 1) }
    return word.endsWith('-') ? { key: word.slice(0, -1), value: undefined } : word
  })
  const wrong = changes.find((change) => typeof change === 'string')
  return wrong === undefined ? changes as readonly { readonly key: string; readonly value: string | undefined }[] : `expected key=value or key-, got "${wrong as string}"`
}
