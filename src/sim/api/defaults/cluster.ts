import { dropping } from './disabled.js'
import { fill, replace } from './fill.js'
import type { Fields } from './fill.js'
import { fillResources, roundResources } from './resources.js'
import type { Resources } from './resources.js'

/** The label with its own name, the finalizer of the namespace controller, and the phase that a new namespace has. */
export function namespaceDefaults(namespace: Fields): Fields {
  const metadata = (namespace['metadata'] ?? {}) as Fields
  const labels = (metadata['labels'] ?? {}) as Fields
  const name = metadata['name']
  const labelled = name ? replace(metadata, 'labels', replace(labels, 'kubernetes.io/metadata.name', name)) : metadata
  const filled = replace(namespace, 'spec', fill((namespace['spec'] ?? {}) as Fields, { finalizers: ['kubernetes'] }))
  return replace(replace(filled, 'metadata', labelled), 'status', fill((namespace['status'] ?? {}) as Fields, { phase: 'Active' }))
}

const dropConfigSource = dropping('configSource')

/** `podCIDR` and the first of `podCIDRs` are the same; where they differ, `podCIDR` wins (core/v1 conversion of NodeSpec, 1.36). */
export function nodeSpecDefaults(given: Fields): Fields {
  const spec = dropConfigSource(given)
  const [single = '', list = []] = [spec['podCIDR'] as string | undefined, spec['podCIDRs'] as readonly string[] | undefined]
  if (single !== '' && single !== list[0]) return { ...spec, podCIDRs: [single] }
  return single === '' && list.length > 0 ? { ...spec, podCIDR: list[0] } : spec
}

/** What can be allocated is the capacity, unless something else is said. */
export function nodeStatusDefaults(status: Fields): Fields {
  const capacity = status['capacity'] as Resources | undefined
  const allocatable = (status['allocatable'] as Resources | undefined) ?? capacity
  if (!capacity && !allocatable) return status
  return replace(capacity ? replace(status, 'capacity', roundResources(capacity)) : status, 'allocatable', allocatable && roundResources(allocatable))
}

/** A container's default limit is its maximum; its default request is the default limit, or else the minimum. */
export function limitRangeItemDefaults(item: Fields): Fields {
  if (item['type'] !== 'Container') return item
  const list = (name: string): Resources => (item[name] ?? {}) as Resources
  const limits = fillResources(list('default'), list('max'))
  const requests = fillResources(fillResources(list('defaultRequest'), limits), list('min'))
  const withDefault = Object.keys(limits).length > 0 ? replace(item, 'default', limits) : item
  return Object.keys(requests).length > 0 ? replace(withDefault, 'defaultRequest', requests) : withDefault
}

export function persistentVolumeDefaults(volume: Fields): Fields {
  const spec = fill((volume['spec'] ?? {}) as Fields, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' })
  return replace(replace(volume, 'spec', spec), 'status', fill((volume['status'] ?? {}) as Fields, { phase: 'Pending' }))
}

export const persistentVolumeClaimDefaults = (claim: Fields): Fields =>
  replace(replace(claim, 'spec', dataSourceDefaults((claim['spec'] ?? {}) as Fields)), 'status', fill((claim['status'] ?? {}) as Fields, { phase: 'Pending' }))

const isPlainSource = ({ apiGroup = '', kind }: Fields): boolean =>
  ((apiGroup === '' || apiGroup === null) && kind === 'PersistentVolumeClaim') || (apiGroup === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot')

const dropRef = dropping('dataSourceRef')

/** `dataSource` and `dataSourceRef` say the same (persistentvolumeclaim `EnforceDataSourceBackwardsCompatibility`, `NormalizeDataSources` 1.36). */
function dataSourceDefaults(spec: Fields): Fields {
  const [source, given] = [spec['dataSource'] as Fields | undefined, spec['dataSourceRef'] as Fields | undefined]
  // sources of other namespaces are behind a gate that is closed
  if (given?.['namespace']) return dataSourceDefaults(dropRef(spec))
  const ref = given
  if (source && !ref) {
    const { dataSource: _, ...rest } = spec
    return isPlainSource(source) ? { ...spec, dataSource: grouped(source), dataSourceRef: grouped(source) } : rest
  }
  if (!ref) return spec
  const { namespace = '', ...local } = ref
  const own = source ? grouped(source) : namespace === '' ? grouped(local) : undefined
  return { ...spec, ...(own && { dataSource: own }), dataSourceRef: grouped(ref) }
}

/** The group is printed though it may be null. */
const grouped = (source: Fields): Fields => ({ apiGroup: null, ...source })

const rbacGroup = 'rbac.authorization.k8s.io'
export const roleRefDefaults = (reference: Fields): Fields => (reference['apiGroup'] ? reference : { ...reference, apiGroup: rbacGroup })
export const subjectDefaults = (subject: Fields): Fields =>
  subject['kind'] === 'User' || subject['kind'] === 'Group' ? fill(subject, { apiGroup: rbacGroup }) : subject

export function customResourceDefaults(spec: Fields): Fields {
  const names = (spec['names'] ?? {}) as Fields
  const kind = (names['kind'] ?? '') as string
  const filled = fill(names, { singular: kind.toLowerCase(), ...(kind !== '' && { listKind: `${kind}List` }) })
  return fill(replace(spec, 'names', filled), { conversion: { strategy: 'None' } })
}
