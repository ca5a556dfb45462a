import { includesLabels } from '../api/labels.js'
import type { KindId, KubeObject, ObjectKey, Pod, StringMap } from '../api/types.js'
import { CowMap } from '../cow-map.js'
import { Buckets } from './buckets.js'
import { deepFreeze } from './freeze.js'
import { controllerOf } from './keys.js'
import { DeferredEntry } from './log.js'

/** What actors may do with the store: read. Writes go through `apiserver/`. */
export interface StoreReader {
  readonly size: number
  get<T extends KubeObject>(kind: KindId, key: ObjectKey): T | undefined
  /** All objects of a kind, oldest first. */
  list<T extends KubeObject>(kind: KindId): Iterable<T>
  count(kind: KindId): number
  /** Revision of the last change of any object of the kind; 0 when there was none. */
  revisionOf(kind: KindId): number
  kinds(): Iterable<KindId>
  /** Pods bound to a node. */
  podsOnNode(node: string): readonly Pod[]
  /** Objects of one kind that the object with this uid controls. */
  controlledBy<T extends KubeObject>(uid: string, kind: KindId): readonly T[]
  /** Objects that name this uid in any owner reference, as kind and key. */
  dependentsOf(uid: string): readonly { readonly kind: KindId; readonly key: ObjectKey }[]
  /** Pods of a namespace that carry all these labels; an empty map gives all pods of the namespace. */
  podsWithLabels(namespace: string, labels: StringMap): readonly Pod[]
  /** Pods of a namespace without a controller. */
  orphanPods(namespace: string): readonly Pod[]
  countOrphanPods(namespace: string): number
  /** Objects of a kind in a namespace. */
  inNamespace<T extends KubeObject>(kind: KindId, namespace: string): readonly T[]
  /** The object with this uid of that kind and key, if it is still the same. */
  byUid<T extends KubeObject>(kind: KindId, key: ObjectKey, uid: string): T | undefined
}

interface Table {
  readonly objects: CowMap<ObjectKey, KubeObject | DeferredEntry>
  revision: number
  /** Whether any of them is, or was, still to be made. */
  hasDeferred: boolean
  /** New ones in their order, which come to `objects` when somebody reads: only then their keys are needed. */
  unfiled: DeferredEntry[] | undefined
}

const cloneTable = (table: Table): Table => ({ ...table, objects: table.objects.fork(), unfiled: undefined })
const separator = '\n'
/** Events come by the thousand and are hardly ever asked for by namespace or owner; most of them are made when they are asked for. */
const unindexed = 'Event'

const objectOf = (stored: KubeObject | DeferredEntry): KubeObject => (stored instanceof DeferredEntry ? stored.object : stored)

/** Nobody else has the table: it was made, or changed, by the side that has new ones, and forks leave none behind. */
function file(table: Table, unfiled: readonly DeferredEntry[]): void {
  table.unfiled = undefined
  for (let i = 0; i < unfiled.length; i++) table.objects.set(unfiled[i]!.key, unfiled[i]!)
}

/** All objects of a cluster with their indexes. Only `apiserver/` calls `put` and `remove`. */
export class Store implements StoreReader {
  #tables: CowMap<KindId, Table> = new CowMap(cloneTable)
  #byNode: Buckets = new Buckets()
  #byOwner: Buckets = new Buckets()
  /** By kind, then by the uid of the controller. */
  #byController: Map<string, Buckets> = new Map()
  /** Pods without a controller, by namespace. */
  #orphans: Buckets = new Buckets()
  /** By namespace, then by the name of the label, then by its value: no text is made for a look. */
  #byLabel: Map<string, Map<string, Buckets>> = new Map()
  /** By kind, then by namespace. */
  #byNamespace: Map<string, Buckets> = new Map()
  #size = 0
  #revision = 0

  get size(): number {
    return this.#size
  }

  /** Of the last change that decides whom others concern: not of an object that is still to be made, nor of a mere status. */
  get revision(): number {
    return this.#revision
  }

  get<T extends KubeObject>(kind: KindId, key: ObjectKey): T | undefined {
    const stored = this.#objects(kind)?.get(key)
    return (stored === undefined ? undefined : objectOf(stored)) as T | undefined
  }

  /** The entry that an object is still to be made from, if that is how it is kept. */
  deferred(kind: KindId, key: ObjectKey): DeferredEntry | undefined {
    const stored = this.#objects(kind)?.get(key)
    return stored instanceof DeferredEntry ? stored : undefined
  }

  byUid<T extends KubeObject>(kind: KindId, key: ObjectKey, uid: string): T | undefined {
    const object = this.get<T>(kind, key)
    return object?.metadata.uid === uid ? object : undefined
  }

  list<T extends KubeObject>(kind: KindId): Iterable<T> {
    const objects = this.#objects(kind)?.values() ?? []
    return (this.#tables.get(kind)?.hasDeferred === true ? Array.from(objects, objectOf) : objects) as Iterable<T>
  }

  count(kind: KindId): number {
    return this.#objects(kind)?.size ?? 0
  }

  revisionOf(kind: KindId): number {
    return this.#tables.get(kind)?.revision ?? 0
  }

  kinds(): Iterable<KindId> {
    return this.#tables.keys()
  }

  podsOnNode(node: string): readonly Pod[] {
    return this.#resolve<Pod>('Pod', this.#byNode.keys(node))
  }

  controlledBy<T extends KubeObject>(uid: string, kind: KindId): readonly T[] {
    const owned = this.#byController.get(kind)
    return owned === undefined ? [] : this.#resolve<T>(kind, owned.keys(uid))
  }

  dependentsOf(uid: string): readonly { readonly kind: KindId; readonly key: ObjectKey }[] {
    return [...this.#byOwner.keys(uid)].map((text) => {
      const at = text.indexOf(separator)
      return { kind: text.slice(0, at), key: text.slice(at + 1) }
    })
  }

  podsWithLabels(namespace: string, labels: StringMap): readonly Pod[] {
    const byName = this.#labelsIn(namespace)
    let rarest: string | undefined
    let least = Number.POSITIVE_INFINITY
    for (const name in labels) {
      const size = bucketsOf(byName, name).size(labels[name]!)
      if (size >= least) continue
      rarest = name
      least = size
    }
    const pods = rarest === undefined ? this.inNamespace<Pod>('Pod', namespace) : this.#resolve<Pod>('Pod', bucketsOf(byName, rarest).keys(labels[rarest]!))
    return Object.keys(labels).length <= 1 ? pods : pods.filter((pod) => includesLabels(pod.metadata.labels, labels))
  }

  countOrphanPods(namespace: string): number {
    return this.#orphans.size(namespace)
  }

  orphanPods(namespace: string): readonly Pod[] {
    return this.#resolve<Pod>('Pod', this.#orphans.keys(namespace))
  }

  inNamespace<T extends KubeObject>(kind: KindId, namespace: string): readonly T[] {
    if (kind === unindexed) return [...this.list<T>(kind)].filter(({ metadata }) => metadata.namespace === namespace)
    return this.#resolve<T>(kind, bucketsOf(this.#byNamespace, kind).keys(namespace))
  }

  /** Stores a new or changed object, which must carry its resourceVersion already; `previous` is what `get` gives. */
  put(kind: KindId, key: ObjectKey, object: KubeObject, previous: KubeObject | undefined, revision: number): void {
    this.#changed(kind, revision).objects.set(key, deepFreeze(object))
    if (previous === undefined) this.#size++
    if (previous === undefined || !isMereStatus(kind, previous, object)) this.#revision = revision
    if (kind !== unindexed) this.#index(kind, key, previous, object)
  }

  /** Stores an Event, or a change of an object in nothing that an index knows, which is made when somebody looks at it. */
  putDeferred(entry: DeferredEntry): void {
    const table = this.#changed(entry.kind, entry.revision)
    table.hasDeferred = true
    if (entry.type !== 'ADDED') return table.objects.set(entry.key, entry)
    if (table.unfiled === undefined) table.unfiled = [entry]
    else table.unfiled.push(entry)
    this.#size++
  }

  #changed(kind: KindId, revision: number): Table {
    let table = this.#tables.edit(kind)
    if (table === undefined) this.#tables.set(kind, (table = { objects: new CowMap(), revision: 0, hasDeferred: false, unfiled: undefined }))
    table.revision = revision
    return table
  }

  /** All of a kind by key. */
  #objects(kind: KindId): CowMap<ObjectKey, KubeObject | DeferredEntry> | undefined {
    const table = this.#tables.get(kind)
    if (table === undefined) return undefined
    if (table.unfiled !== undefined) file(table, table.unfiled)
    return table.objects
  }

  remove(kind: KindId, key: ObjectKey, revision: number): void {
    const previous = this.get(kind, key)
    if (previous === undefined) return
    this.#changed(kind, revision).objects.delete(key)
    this.#revision = revision
    this.#size--
    if (kind !== unindexed) this.#index(kind, key, previous, undefined)
  }

  fork(): Store {
    for (const table of this.#tables.values()) if (table.unfiled !== undefined) file(table, table.unfiled)
    const fork = new Store()
    fork.#tables = this.#tables.fork()
    fork.#byNode = this.#byNode.fork()
    fork.#byOwner = this.#byOwner.fork()
    fork.#byController = forkAll(this.#byController)
    fork.#orphans = this.#orphans.fork()
    for (const [namespace, byName] of this.#byLabel) fork.#byLabel.set(namespace, forkAll(byName))
    fork.#byNamespace = forkAll(this.#byNamespace)
    fork.#size = this.#size
    fork.#revision = this.#revision
    return fork
  }

  #resolve<T extends KubeObject>(kind: KindId, keys: Iterable<string>): readonly T[] {
    const objects = this.#objects(kind)
    const found: T[] = []
    if (objects !== undefined) for (const key of keys) found.push(objectOf(objects.get(key)!) as T)
    return found
  }

  #index(kind: KindId, key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const namespace = (after ?? before)?.metadata.namespace
    if (namespace !== undefined && (before === undefined || after === undefined)) {
      change(bucketsOf(this.#byNamespace, kind), namespace, key, after !== undefined)
    }
    if (before?.metadata.ownerReferences !== after?.metadata.ownerReferences || before === undefined || after === undefined) {
      if (before !== undefined) this.#owners(kind, key, before, false)
      if (after !== undefined) this.#owners(kind, key, after, true)
    }
    if (kind === 'Pod') this.#indexPod(key, before as Pod | undefined, after as Pod | undefined)
  }

  #owners(kind: KindId, key: ObjectKey, object: KubeObject, isAdded: boolean): void {
    const { ownerReferences, namespace = '' } = object.metadata
    if (ownerReferences !== undefined) for (let i = 0; i < ownerReferences.length; i++) change(this.#byOwner, ownerReferences[i]!.uid, `${kind}${separator}${key}`, isAdded)
    const controller = controllerOf(object)
    if (controller !== undefined) change(bucketsOf(this.#byController, kind), controller.uid, key, isAdded)
    else if (kind === 'Pod') change(this.#orphans, namespace, key, isAdded)
  }

  #labelsIn(namespace: string): Map<string, Buckets> {
    let byName = this.#byLabel.get(namespace)
    if (byName === undefined) this.#byLabel.set(namespace, (byName = new Map()))
    return byName
  }

  #indexPod(key: ObjectKey, before: Pod | undefined, after: Pod | undefined): void {
    const from = before?.spec.nodeName
    const to = after?.spec.nodeName
    if (from !== to) {
      if (from !== undefined) this.#byNode.remove(from, key)
      if (to !== undefined) this.#byNode.add(to, key)
    }
    const old = before?.metadata.labels
    const labels = after?.metadata.labels
    if (old === labels) return
    const byName = this.#labelsIn((after ?? before)?.metadata.namespace ?? '')
    for (const name in old) bucketsOf(byName, name).remove(old[name]!, key)
    for (const name in labels) bucketsOf(byName, name).add(labels[name]!, key)
  }
}

/** Whether an object is as it was but for its status, and that is nobody else's business: Pods are counted by theirs, Namespaces end by it. */
function isMereStatus(kind: KindId, before: KubeObject & { readonly spec?: unknown }, after: KubeObject & { readonly spec?: unknown }): boolean {
  if (kind === 'Pod' || kind === 'Namespace' || after.spec === undefined || before.spec !== after.spec) return false
  const [was, is] = [before.metadata, after.metadata]
  return was.labels === is.labels && was.annotations === is.annotations && was.ownerReferences === is.ownerReferences && was.finalizers === is.finalizers && was.deletionTimestamp === is.deletionTimestamp
}

function change(buckets: Buckets, bucket: string, entry: string, isAdded: boolean): void {
  if (isAdded) buckets.add(bucket, entry)
  else buckets.remove(bucket, entry)
}

function bucketsOf(all: Map<string, Buckets>, name: string): Buckets {
  let buckets = all.get(name)
  if (buckets === undefined) all.set(name, (buckets = new Buckets()))
  return buckets
}

function forkAll(all: ReadonlyMap<string, Buckets>): Map<string, Buckets> {
  const forks = new Map<string, Buckets>()
  for (const [name, buckets] of all) forks.set(name, buckets.fork())
  return forks
}
