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

/** By the name and then the value of one of the labels that they select. */
type ByLabel = Map<string, Map<string, Candidate[]>>

/** The Services of a store that select pods, by namespace and label, as long as none changes. */
interface Index {
  readonly revision: number
  readonly byNamespace: ReadonlyMap<string, ByLabel>
}

const indexes = new WeakMap<StoreReader, Index>()

function indexOf(store: StoreReader): Index {
  const revision = store.revisionOf(Kind.Service)
  const before = indexes.get(store)
  if (before !== undefined && before.revision === revision) return before
  const byNamespace = new Map<string, ByLabel>()
  let place = 0
  for (const service of store.list<Service>(Kind.Service)) {
    place++
    if (!isSelecting(service)) continue
    const { selector } = service.spec
    const [name, value] = Object.entries(selector!)[0]!
    const candidate: Candidate = { place, key: keyOf(service.metadata), matches: compileLabelSet(selector) }
    add(byNamespace, [service.metadata.namespace ?? '', name, value], candidate)
  }
  const index: Index = { revision, byNamespace }
  indexes.set(store, index)
  return index
}

function add(byNamespace: Map<string, ByLabel>, [namespace, name, value]: readonly [string, string, string], candidate: Candidate): void {
  const byLabel: ByLabel = byNamespace.get(namespace) ?? new Map<string, Map<string, Candidate[]>>()
  byNamespace.set(namespace, byLabel)
  const byValue = byLabel.get(name) ?? new Map<string, Candidate[]>()
  byLabel.set(name, byValue)
  if (byValue.get(value)?.push(candidate) === undefined) byValue.set(value, [candidate])
}

/** Whether any Service of a namespace selects pods at all. */
export const hasSelecting = (store: StoreReader, namespace: string): boolean => indexOf(store).byNamespace.has(namespace)

/** The keys of the Services of a namespace that select any of these label sets, oldest first. */
export function servicesSelecting(store: StoreReader, namespace: string, sets: readonly (StringMap | undefined)[]): readonly ObjectKey[] {
  const byLabel = indexOf(store).byNamespace.get(namespace)
  if (byLabel === undefined) return []
  const found = new Set<Candidate>()
  for (const labels of sets) {
    for (const name in labels) {
      for (const candidate of byLabel.get(name)?.get(labels[name]!) ?? []) if (candidate.matches(labels)) found.add(candidate)
    }
  }
  return [...found].sort((a, b) => a.place - b.place).map(({ key }) => key)
}
