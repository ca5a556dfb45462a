import { afterUpdate, type Writer } from '../api/managed-fields/after-update.js'
import { emptyObject } from '../api/managed-fields/empty-object.js'
import { difference, hasPath, setOf, type FieldSet } from '../api/managed-fields/field-set.js'
import { decodeManaged, encodeManaged, isReset, isSameManaged, nobody, ownerId, type ManagedFields } from '../api/managed-fields/owners.js'
import { fieldElement } from '../api/managed-fields/path-element.js'
import { withNullLists } from '../api/decode/null-lists.js'
import { isEqual } from './update.js'
import { kindById } from '../api/kinds/registry.js'
import type { Json, JsonObject, KindId, KubeObject } from '../api/types.js'
import { timestamp } from '../clock.js'
import type { ActorContext, Cluster } from '../state.js'
import { kindIdOf } from '../store/keys.js'
import type { LogEntry } from '../store/log.js'
import { fieldVersions, preferredVersion } from './field-versions.js'
import { kindIn } from './kinds.js'

/**
 * Who owns which field is not kept with objects but follows from the log: each version names the one before, and each entry who wrote it.
 * Whoever never asks pays nothing, and a fork shares what was worked out before it.
 */
const known = new WeakMap<KubeObject, ManagedFields>()

/** Who owns what of an object as it is stored (any version of it). */
export function managedFieldsOf(cluster: Cluster, object: KubeObject): ManagedFields {
  const chain: LogEntry[] = []
  let version: KubeObject | undefined = object
  while (version !== undefined && !known.has(version)) {
    const entry = cluster.log.at(Number(version.metadata.resourceVersion))
    if (entry === undefined || entry.object !== version) break
    chain.push(entry)
    version = entry.previous
  }
  let managed = version === undefined ? nobody : (known.get(version) ?? nobody)
  for (const entry of chain.reverse()) known.set(entry.object, (managed = managedAfter(cluster, entry, managed)))
  return managed
}

/** `metadata.managedFields` as the API shows it. */
export const shownManagedFields = (cluster: Cluster, object: KubeObject): readonly JsonObject[] => encodeManaged(managedFieldsOf(cluster, object))

/** The object as the API shows it, with its managed fields. */
export function withManagedFields(cluster: Cluster, object: KubeObject): JsonObject {
  const managedFields = shownManagedFields(cluster, object)
  const shown = withNullLists(kindIdOf(object), object) as unknown as JsonObject & { readonly metadata: JsonObject }
  return managedFields.length === 0 ? shown : { ...shown, metadata: { ...shown.metadata, managedFields } }
}

export const jsonOf = (object: KubeObject): JsonObject => object as unknown as JsonObject
const sentManagedFields = (object: KubeObject): Json | undefined => (object.metadata as unknown as JsonObject)['managedFields']

function managedAfter(cluster: Cluster, entry: LogEntry, stored: ManagedFields): ManagedFields {
  const { previous, request } = entry
  const before = reread(stored)
  if (request?.managed !== undefined) return request.managed
  if (isUnmanaged(entry)) return stored
  const writer = writerOf(cluster, entry)
  if (writer.subresource === 'scale') return afterScale(cluster, entry, before, writer)
  return managedAfterUpdate(cluster, entry.kind, previous, sentBy(entry), before, writer)
}

/** What actors create is defaulted here, as what users send has been before; and what they send has lost its empty lists on the way. */
function sentBy({ kind, object, previous, request }: LogEntry): KubeObject {
  const given = request?.sent ?? object
  const sent = request?.owner === undefined ? withNullLists(kind, given) : given
  return previous === undefined && request !== undefined && request.owner === undefined ? (kindById(kind)?.defaults(sent) ?? sent) : sent
}

/** Whether a request that leaves the object as it is changes who owns what, whenever that was. Only one that speaks of ownership can. */
export function isOwnershipChanged({ cluster, request, by, cause }: ActorContext, current: KubeObject): boolean {
  const given = request?.sent === undefined ? undefined : sentManagedFields(request.sent)
  if (request === undefined || (request.managed === undefined && given === undefined && request.subresource !== 'scale')) return false
  const entry: LogEntry = { revision: 0, at: cluster.now, type: 'MODIFIED', kind: kindIdOf(current), key: '', object: current, previous: current, by, cause, request }
  const before = managedFieldsOf(cluster, current)
  const after = managedAfter(cluster, entry, before)
  return !isSameManaged(before, after) || (isLater(after, before) && request.sent !== undefined && !isEqual(request.sent, current))
}

/** A time is kept only with something else that changed, be it dropped afterwards (apiserver fieldmanager IgnoreManagedFieldsTimestampsTransformer, 1.36). */
const isLater = (after: ManagedFields, before: ManagedFields): boolean => [...after].some(([id, { time }]) => before.get(id)?.time !== time)

/** Ownership after a write that is no apply; `sent` is the object before admission. */
export function managedAfterUpdate(cluster: Cluster, kind: KindId, previous: KubeObject | undefined, sent: KubeObject, before: ManagedFields, writer: Writer): ManagedFields {
  const given = sentManagedFields(sent)
  const base = writer.subresource ? before : isReset(given) ? nobody : given === undefined ? before : nonEmpty(decodeManaged(given), before)
  const versions = fieldVersions(cluster.store, kind, writer.subresource)
  const live = previous === undefined ? emptyObject(writer.apiVersion, sent.kind) : (versions.convert(jsonOf(withNullLists(kind, previous)), writer.apiVersion) ?? jsonOf(previous))
  const next = versions.convert(jsonOf(asConverted(sent)), writer.apiVersion) ?? jsonOf(sent)
  return afterUpdate({ ...versions, ignored: unionOfDeletion(versions.ignored) }, live, next, base, writer, previous === undefined)
}

const nonEmpty = (given: ManagedFields | undefined, before: ManagedFields): ManagedFields => (given === undefined || given.size === 0 ? before : given)

/** Deletion marks are never sent. */
const deletionMarks = setOf([['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:deletionGracePeriodSeconds']])
const unionOfDeletion = (ignored: FieldSet): FieldSet => (ignored.has('f:metadata') ? ignored : new Map([...ignored, ...deletionMarks]))

const generationAnnotation = 'deprecated.daemonset.template.generation'

/** What the conversion to the stored form and back adds to what was sent (pkg/apis/apps/v1/conversion.go, 1.36). */
function asConverted(object: KubeObject): KubeObject {
  if (object.kind !== 'DaemonSet' || object.metadata.annotations?.[generationAnnotation] !== undefined) return object
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [generationAnnotation]: '0' } } }
}

type Sections = KubeObject & { readonly spec?: { readonly nodeName?: string; readonly replicas?: number }; readonly status?: unknown }

/** Writes that the server makes of its own accord: marks of deletion, the binding of a pod. */
function isUnmanaged({ type, object, previous, kind, request }: LogEntry): boolean {
  if (type === 'DELETED') return true
  if (previous === undefined || request !== undefined) return false
  if (object.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp) return true
  return kind === 'Pod' && (object as Sections).spec?.nodeName !== (previous as Sections).spec?.nodeName
}

function writerOf({ clock, store }: Cluster, entry: LogEntry): Writer {
  const { at, by, kind, object, request } = entry
  const subresource = request?.subresource ?? (request === undefined ? partWritten(entry) : '')
  const apiVersion = request?.apiVersion ?? kindById(kind)?.apiVersion ?? preferredVersion(store, kind) ?? object.apiVersion
  return { name: request?.owner ?? processOf(by), operation: 'Update', apiVersion, time: timestamp(clock, at), ...(subresource !== '' && { subresource }) }
}

/** The process behind a writer, as its requests name it: the first word of the user agent. */
function processOf(by: string): string {
  if (by === 'default-scheduler') return 'kube-scheduler'
  if (by.startsWith('kubelet@')) return 'kubelet'
  return ['kubectl', 'kube-apiserver', 'kubelet'].includes(by) ? by : by === 'external-provisioner' ? 'csi-provisioner' : 'kube-controller-manager'
}

/** The subresource by which an actor wrote: its status, what goes with it, or its scale. */
function partWritten({ object, previous, by, kind }: LogEntry): string {
  if (previous === undefined) return ''
  const [after, before] = [object as Sections, previous as Sections]
  if (by === 'deployment-controller' && kind === 'Deployment.apps') return 'status'
  if (by === 'horizontal-pod-autoscaler-controller' && after.spec !== before.spec) return 'scale'
  return after.status !== before.status && after.spec === before.spec ? 'status' : ''
}

/**
 * Scaling hands the replicas over to the one who scales (managedfields ScaleHandler, 1.36). The time of that is not kept; nobody is tracked where
 * nobody owned them; and where they stay as they are, their owners by update have an entry of their own for them until the next write.
 */
function afterScale(cluster: Cluster, { kind, object, previous }: LogEntry, before: ManagedFields, { time: _, ...writer }: Writer): ManagedFields {
  const path = replicasPath(cluster, kind)
  const fields = setOf([path])
  const [owners, others] = [[...before].filter(([, owner]) => hasPath(owner.fields, path)), [...before].filter(([, owner]) => !hasPath(owner.fields, path))]
  if (owners.length === 0) return before
  const isSame = isEqual((object as Sections).spec, (previous as Sections | undefined)?.spec)
  if (isSame && owners.every(([id, { operation }]) => operation === 'Apply' || id === ownerId(writer))) return before
  const rests = owners.map(([id, owner]) => [id, isSame && owner.operation === 'Apply' ? owner : { ...owner, fields: difference(owner.fields, fields) }] as const)
  const taken = isSame ? owners.filter(([, { operation }]) => operation === 'Update').map(([id, { time: __, ...owner }]) => [`${id} replicas`, { ...owner, fields }] as const)
    : [[ownerId(writer), { ...writer, fields }] as const]
  return new Map([...others, ...rests.filter(([, owner]) => owner.fields.size > 0), ...taken])
}

/** Entries of one and the same owner become one when they are read again: that which is sorted last. */
function reread(managed: ManagedFields): ManagedFields {
  if ([...managed].every(([id, owner]) => id === ownerId(owner))) return managed
  const sorted = [...managed.values()].sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1))
  return new Map(sorted.map((owner) => [ownerId(owner), owner]))
}

/** The way to the replicas of a kind that has a scale. */
export function replicasPath({ store }: Cluster, kind: KindId): readonly string[] {
  const path = kindIn(store, kind)?.custom?.scale?.specReplicasPath ?? '.spec.replicas'
  return path.replace(/^\./, '').split('.').map(fieldElement)
}

