import { compileLabelSet, type LabelPredicate } from '../../api/labels.js'
import { Kind } from '../../api/kinds/ids.js'
import type { ObjectKey, Service, StringMap } from '../../api/types.js'
import { keyOf } from '../../store/keys.js'
import type { StoreReader } from '../../store/store.js'

/** Whether its endpoints are looked after at all: not without a selector, and not for names outside the cluster. */
export const isSelecting = ({ spec }: Service): boolean => spec.selector !== undefined && Object.keys(spec.selector).length > 0 && spec.type !== 'ExternalName'

interface Candidate {
  /** Its place among the Services of the cluster, by age. */
  readonly place: number
  readonly key: ObjectKey
  readonly matches: LabelPredicate
}

/** The Services of a store, by namespace and one of the labels that they select, as long as none changes. */
interface Index {
  readonly revision: number
  readonly byLabel: ReadonlyMap<string, readonly Candidate[]>
}

const indexes = new WeakMap<StoreReader, Index>()

const bucketOf = (namespace: string, name: string, value: string): string => `${namespace}\n${name}=${value}`

function indexOf(store: StoreReader): Index {
  const revision = store.revisionOf(Kind.Service)
  const before = indexes.get(store)
  if (before !== undefined && before.revision === revision) return before
  const byLabel = new Map<string, Candidate[]>()
  let place = 0
  for (const service of store.list<Service>(Kind.Service)) {
    place++
    if (!isSelecting(service)) continue
    const { selector } = service.spec
    const [name, value] = Object.entries(selector!)[0]!
    const candidate: Candidate = { place, key: keyOf(service.metadata), matches: compileLabelSet(selector) }
    const bucket = bucketOf(service.metadata.namespace ?? '', name, value)
    if (byLabel.get(bucket)?.push(candidate) === undefined) byLabel.set(bucket, [candidate])
  }
  const index: Index = { revision, byLabel }
  indexes.set(store, index)
  return index
}

/** The keys of the Services of a namespace that select any of these label sets, oldest first. */
export function servicesSelecting(store: StoreReader, namespace: string, sets: readonly (StringMap | undefined)[]): readonly ObjectKey[] {
  const { byLabel } = indexOf(store)
  const found = new Set<Candidate>()
  for (const labels of sets) {
    for (const name in labels) {
      for (const candidate of byLabel.get(bucketOf(namespace, name, labels[name]!)) ?? []) if (candidate.matches(labels)) found.add(candidate)
    }
  }
  return [...found].sort((a, b) => a.place - b.place).map(({ key }) => key)
}
