import { customKindsOf, type CustomKinds } from '../api/kinds/custom.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { kindById } from '../api/kinds/registry.js'
import type { KindId } from '../api/types.js'
import type { StoreReader } from '../store/store.js'

const known = new WeakMap<StoreReader, CustomKinds>()

/** The kinds of the CustomResourceDefinitions that are stored now. */
export function customKindsIn(store: StoreReader): CustomKinds {
  let kinds = known.get(store)
  if (kinds === undefined) known.set(store, (kinds = customKindsOf(() => store.list('CustomResourceDefinition.apiextensions.k8s.io'))))
  return kinds
}

/** A kind of Kubernetes, or a custom one of this cluster. */
export const kindIn = (store: StoreReader, id: KindId): KindDefinition | undefined => kindById(id) ?? customKindsIn(store).byId(id)
