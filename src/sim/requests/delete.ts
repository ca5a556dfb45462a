import { deleteObject, type DeleteOptions } from '../apiserver/delete.js'
import { ok } from '../api/errors.js'
import { objectKey } from '../store/keys.js'
import { printedName, type Context, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'

export interface DeleteRequest {
  readonly graceSeconds?: number
  readonly cascade?: 'orphan' | 'foreground' | 'background'
  readonly isForced?: boolean
}

const propagations = { orphan: 'Orphan', foreground: 'Foreground', background: 'Background' } as const

/** `kubectl delete`, without waiting. Forced: grace 0, gone at once whatever the kubelet does. */
export function deleteRequest(context: Context, target: Target, request: DeleteRequest = {}): RequestResult {
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const graceSeconds = request.isForced === true ? 0 : request.graceSeconds === 0 ? 1 : request.graceSeconds
  const options: DeleteOptions = { propagation: propagations[request.cascade ?? 'background'], ...(graceSeconds === undefined ? {} : { graceSeconds }) }
  const deleted = deleteObject(context, kind.id, objectKey(object.metadata.namespace, object.metadata.name), options)
  if (!deleted.ok) return deleted
  const from = kind.namespaced ? ` from ${object.metadata.namespace} namespace` : ''
  return ok({ object: deleted.value, said: `${printedName(kind, object.metadata.name).replace('/', ' "')}"${request.isForced === true ? ' force' : ''} deleted${from}` })
}
