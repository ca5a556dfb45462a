import { deleteObject, type DeleteOptions } from '../apiserver/delete.js'
import { ok } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import type { KubeObject } from '../api/types.js'
import { objectKey } from '../store/keys.js'
import { contextFor, dryRunWords, printedName, type Context, type RequestOptions, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'

export interface DeleteRequest extends Pick<RequestOptions, 'isDryRun'> {
  readonly graceSeconds?: number
  readonly cascade?: 'orphan' | 'foreground' | 'background'
  readonly isForced?: boolean
}

const propagations = { orphan: 'Orphan', foreground: 'Foreground', background: 'Background' } as const

/** `kubectl delete`, without waiting. Forced: grace 0, gone at once whatever the kubelet does. */
export function deleteRequest(given: Context, target: Target, request: DeleteRequest = {}): RequestResult {
  const context = contextFor(given, request)
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const graceSeconds = request.isForced === true ? 0 : request.graceSeconds === 0 ? 1 : request.graceSeconds
  const options: DeleteOptions = { propagation: propagations[request.cascade ?? 'background'], ...(graceSeconds === undefined ? {} : { graceSeconds }) }
  const deleted = deleteObject(context, kind.id, objectKey(object.metadata.namespace, object.metadata.name), options)
  return deleted.ok ? ok({ object: deleted.value, said: deletedText(kind, object, request) }) : deleted
}

/** `configmap "a" deleted from default namespace` */
export function deletedText(kind: KindDefinition, { metadata }: KubeObject, request: DeleteRequest): string {
  const from = kind.namespaced ? ` from ${metadata.namespace} namespace` : ''
  return `${printedName(kind, metadata.name).replace('/', ' "')}"${request.isForced === true ? ' force' : ''} deleted${from}${dryRunWords(request)}`
}
