import { updateObject } from '../apiserver/update.js'
import { fail, invalid } from '../api/errors.js'
import type { KubeObject } from '../api/types.js'
import { answer, clientError, type Context, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'

type Scalable = KubeObject & { readonly spec: { readonly replicas?: number } }

/** `kubectl scale --replicas`: the scale subresource of whatever kind has one. */
export function scaleRequest(context: Context, target: Target, replicas: number): RequestResult {
  const found = findTarget<Scalable>(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (!kind.subresources.includes('scale')) return fail(clientError(`cannot scale ${kind.resource}: it has no scale subresource`))
  if (replicas < 0) return fail(invalid(kind.id, object.metadata.name, [negative(replicas)]))
  const updated = updateObject(context, { ...object, spec: { ...object.spec, replicas } })
  return updated.ok ? answer(kind, updated.value, 'scaled') : updated
}

const negative = (replicas: number) =>
  ({ type: 'Invalid', field: 'spec.replicas', pointer: '/spec/replicas', message: `Invalid value: ${replicas}: must be greater than or equal to 0` }) as const
