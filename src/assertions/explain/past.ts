import type { KindId, KubeObject, ObjectKey, Pod } from '../../sim/api/types.js'
import { includesLabels } from '../../sim/api/labels.js'
import { controllerOf, kindIdOf, keyOf, objectKey, type ClusterView, type LogEntry, type StoreReader } from '../../sim/view.js'

export interface Past {
  /** The cluster as it was before the entries that were undone. */
  readonly view: ClusterView
  readonly undo: (entry: LogEntry) => void
}

/** The present of some kinds, which can be walked back entry by entry; other kinds stay as they are now. */
export function createPast(view: ClusterView, kinds: readonly KindId[]): Past {
  const tables = new Map<KindId, Map<ObjectKey, KubeObject>>()
  for (const kind of kinds) tables.set(kind, new Map([...view.store.list(kind)].map((object) => [keyOf(object.metadata), object])))
  const past = { ...view, store: pastStore(view.store, tables) }
  return {
    view: past,
    undo: ({ kind, key, previous, at }) => {
      past.now = at
      if (previous === undefined) tables.get(kind)?.delete(key)
      else tables.get(kind)?.set(key, previous)
    },
  }
}

function pastStore(present: StoreReader, tables: ReadonlyMap<KindId, ReadonlyMap<ObjectKey, KubeObject>>): StoreReader {
  const list = <T extends KubeObject>(kind: KindId): Iterable<T> => (tables.get(kind)?.values() ?? present.list(kind)) as Iterable<T>
  const chosen = <T extends KubeObject>(kind: KindId, test: (object: T) => boolean): readonly T[] => [...list<T>(kind)].filter(test)
  const inNamespace = <T extends KubeObject>(kind: KindId, namespace: string): readonly T[] =>
    chosen<T>(kind, ({ metadata }) => metadata.namespace === namespace)
  const get = <T extends KubeObject>(kind: KindId, key: ObjectKey): T | undefined =>
    tables.has(kind) ? (tables.get(kind)!.get(key) as T | undefined) : present.get<T>(kind, key)
  const orphanPods = (namespace: string): readonly Pod[] => chosen<Pod>('Pod', (pod) => pod.metadata.namespace === namespace && controllerOf(pod) === undefined)
  return {
    size: present.size,
    get,
    list,
    inNamespace,
    count: (kind) => tables.get(kind)?.size ?? present.count(kind),
    revisionOf: (kind) => present.revisionOf(kind),
    kinds: () => present.kinds(),
    podsOnNode: (node) => chosen<Pod>('Pod', ({ spec }) => spec.nodeName === node),
    controlledBy: <T extends KubeObject>(uid: string, kind: KindId) => chosen<T>(kind, (object) => controllerOf(object)?.uid === uid),
    dependentsOf: (uid) =>
      [...tables.values()]
        .flatMap((table) => [...table.values()])
        .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
        .map((object) => ({ kind: kindIdOf(object), key: objectKey(object.metadata.namespace, object.metadata.name) })),
    podsWithLabels: (namespace, labels) => chosen<Pod>('Pod', (pod) => pod.metadata.namespace === namespace && includesLabels(pod.metadata.labels, labels)),
    orphanPods,
    countOrphanPods: (namespace) => orphanPods(namespace).length,
    byUid: <T extends KubeObject>(kind: KindId, key: ObjectKey, uid: string) => {
      const object = get<T>(kind, key)
      return object?.metadata.uid === uid ? object : undefined
    },
  }
}
