import { updateObject } from '../apiserver/update.js'
import { reviewOnUpdate } from '../apiserver/admission.js'
import { fail } from '../api/errors.js'
import type { StringMap } from '../api/types.js'
import { answer, asking, clientError, contextFor, dryRunWords, validateRequest, type Context, type RequestOptions, type RequestResult, warningsOf } from './request.js'
import { findTarget, type Target } from './target.js'

/** What `kubectl label` and `kubectl annotate` take: `disk=ssd old-`. Existing values are overwritten. */
export function labelRequest(given: Context, target: Target, section: 'labels' | 'annotations', text: string, options: RequestOptions = {}): RequestResult {
  const verb = section === 'labels' ? 'label' : 'annotate'
  const context = asking(contextFor(given, options), { owner: options.fieldManager ?? `kubectl-${verb}` })
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
  const { [section]: _, ...metadata } = object.metadata
  const next = { ...object, metadata: { ...metadata, ...(Object.keys(values).length > 0 && { [section]: values as StringMap }) } }
  const valid = validateRequest(kind, next, object)
  if (!valid.ok) return valid
  const reviewed = reviewOnUpdate(context, kind.id, next, object)
  if (!reviewed.ok) return reviewed
  const updated = updateObject(context, next)
  return updated.ok ? answer(kind, updated.value, `${section === 'labels' ? changeText(object.metadata.labels ?? {}, values) : 'annotated'}${dryRunWords(options)}`, warningsOf(reviewed)) : updated
}

/** kubectl pkg/cmd/label updateDataChangeMsg, 1.36. */
function changeText(before: StringMap, after: StringMap): string {
  const hasAdded = Object.keys(after).some((name) => before[name] !== after[name])
  const hasRemoved = Object.keys(before).some((name) => after[name] === undefined)
  return hasAdded ? (hasRemoved ? 'modified' : 'labeled') : hasRemoved ? 'unlabeled' : 'not labeled'
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
