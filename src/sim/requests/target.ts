import { fail, notFound, ok, type Result } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { kindIn } from '../apiserver/kinds.js'
import type { KindId, KubeObject } from '../api/types.js'
import { objectKey } from '../store/keys.js'
import { noSuchResource } from './bind.js'
import type { Context } from './request.js'

/** One object that a step names. */
export interface Target {
  readonly kind: KindId
  readonly namespace: string
  readonly name: string
}

export interface Found<T extends KubeObject = KubeObject> {
  readonly kind: KindDefinition
  readonly object: T
}

export function findTarget<T extends KubeObject>(context: Context, target: Target): Result<Found<T>> {
  const kind = kindIn(context.store, target.kind)
  if (kind === undefined) return fail(notFound(target.kind, target.name))
  if (kind.id === 'Binding') return fail(noSuchResource)
  const object = context.store.get<T>(target.kind, objectKey(kind.namespaced ? target.namespace : '', target.name))
  return object === undefined ? fail(notFound(kind.resource, target.name)) : ok({ kind, object })
}
