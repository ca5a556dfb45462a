import type { KindId, KubeObject, ObjectKey, ObjectMeta, OwnerReference } from '../api/types.js'

export const keyOf = (metadata: Pick<ObjectMeta, 'name' | 'namespace'>): ObjectKey =>
  metadata.namespace === undefined || metadata.namespace === '' ? metadata.name : `${metadata.namespace}/${metadata.name}`

export const objectKey = (namespace: string | undefined, name: string): ObjectKey => (namespace === undefined || namespace === '' ? name : `${namespace}/${name}`)

export const nameOfKey = (key: ObjectKey): string => key.slice(key.indexOf('/') + 1)

export const namespaceOfKey = (key: ObjectKey): string => (key.includes('/') ? key.slice(0, key.indexOf('/')) : '')

const ids = new Map<string, Map<string, KindId>>()

/** Kind and group of an object, whatever its version. */
export function kindIdOf(object: Pick<KubeObject, 'apiVersion' | 'kind'>): KindId {
  let kinds = ids.get(object.apiVersion)
  if (kinds === undefined) ids.set(object.apiVersion, (kinds = new Map()))
  let id = kinds.get(object.kind)
  if (id === undefined) {
    const slash = object.apiVersion.indexOf('/')
    kinds.set(object.kind, (id = slash < 0 ? object.kind : `${object.kind}.${object.apiVersion.slice(0, slash)}`))
  }
  return id
}

/** The owner that controls the object, if there is one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences
  if (owners === undefined) return undefined
  for (let i = 0; i < owners.length; i++) if (owners[i]!.controller === true) return owners[i]
  return undefined
}
