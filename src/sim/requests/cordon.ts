import { updateObject } from '../apiserver/update.js'
import { ok } from '../api/errors.js'
import type { Node } from '../api/types.js'
import { answer, asking, type Context, type RequestResult } from './request.js'
import { findTarget } from './target.js'

/** `kubectl cordon` and `uncordon`. */
export function cordonRequest(context: Context, node: string, isUnschedulable: boolean): RequestResult {
  const found = findTarget<Node>(context, { kind: 'Node', namespace: '', name: node })
  if (!found.ok) return found
  const { kind, object } = found.value
  const word = isUnschedulable ? 'cordoned' : 'uncordoned'
  if ((object.spec.unschedulable === true) === isUnschedulable) return ok({ object, said: `node/${node} already ${word}` })
  const { unschedulable: _, ...spec } = object.spec
  const updated = updateObject(asking(context, { owner: 'kubectl' }), { ...object, spec: isUnschedulable ? { ...spec, unschedulable: true } : spec })
  return updated.ok ? answer(kind, updated.value, word) : updated
}
