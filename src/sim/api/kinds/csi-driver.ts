import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

interface Spec {
  readonly attachRequired?: boolean
  readonly podInfoOnMount?: boolean
  readonly storageCapacity?: boolean
  readonly requiresRepublish?: boolean
  readonly tokenRequests?: readonly { readonly audience: string }[]
  readonly volumeLifecycleModes?: readonly string[]
}
type Shape = KubeObject & { readonly spec?: Spec }

export const csiDriver: KindDefinition = defineKind({
  group: 'storage.k8s.io', version: 'v1', kind: 'CSIDriver', plural: 'csidrivers', namespaced: false, simulated: true,
  defaults: defaultsFor('storage.k8s.io/v1', 'CSIDriver'),
  columns: [
    nameColumn,
    { name: 'ATTACHREQUIRED', cell: ({ spec }: Shape) => String(spec?.attachRequired ?? true) },
    { name: 'PODINFOONMOUNT', cell: ({ spec }: Shape) => String(spec?.podInfoOnMount ?? false) },
    { name: 'STORAGECAPACITY', cell: ({ spec }: Shape) => String(spec?.storageCapacity ?? false) },
    { name: 'TOKENREQUESTS', cell: ({ spec }: Shape) => spec?.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>' },
    { name: 'REQUIRESREPUBLISH', cell: ({ spec }: Shape) => String(spec?.requiresRepublish ?? false) },
    { name: 'MODES', cell: ({ spec }: Shape) => (spec?.volumeLifecycleModes ?? []).join(',') || '<none>' },
    ageColumn,
  ],
})
