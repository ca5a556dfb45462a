import { isList, isMap } from '../patch/json.js'
import type { Json, JsonObject } from '../types.js'
import { isSameSet, type FieldSet } from './field-set.js'
import { decodeFields, encodeFields } from './fields-v1.js'

/** Who owns fields: one entry of `metadata.managedFields` without the fields. */
export interface FieldOwner {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  /** The version in which the fields are named. */
  readonly apiVersion: string
  readonly subresource?: string
}
export interface OwnedFields extends FieldOwner {
  readonly fields: FieldSet
  readonly time?: string
}
/** By `ownerId`. */
export type ManagedFields = ReadonlyMap<string, OwnedFields>

export const nobody: ManagedFields = new Map()

/** Appliers are the same in whatever version they speak (managedfields/internal BuildManagerIdentifier, 1.36). */
export const ownerId = ({ name, operation, apiVersion, subresource }: FieldOwner): string =>
  JSON.stringify({ manager: name, operation, ...(operation === 'Update' && { apiVersion }), ...(subresource !== undefined && subresource !== '' && { subresource }) })

export const withOwner = (managed: ManagedFields, owner: OwnedFields): ManagedFields => new Map(managed).set(ownerId(owner), owner)

/** `"kubectl" with subresource "scale" using apps/v1`: as conflicts name an owner. */
export function ownerText({ name, operation, apiVersion, subresource }: FieldOwner): string {
  const part = subresource === undefined || subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`
  return `${JSON.stringify(name)}${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** By operation, time, name, version, subresource (managedfields/internal sortEncodedManagedFields, 1.36). */
const inOrder = (a: OwnedFields, b: OwnedFields): number =>
  order(a.operation, b.operation) || order(a.time ?? '', b.time ?? '') || order(a.name, b.name) || order(a.apiVersion, b.apiVersion) || order(a.subresource ?? '', b.subresource ?? '')

/** As `metadata.managedFields` says it. */
export const encodeManaged = (managed: ManagedFields): readonly JsonObject[] => [...managed.values()].sort(inOrder).map((owner) => ({
  apiVersion: owner.apiVersion, fieldsType: 'FieldsV1', fieldsV1: encodeFields(owner.fields), manager: owner.name, operation: owner.operation,
  ...(owner.subresource !== undefined && owner.subresource !== '' && { subresource: owner.subresource }), ...(owner.time !== undefined && { time: owner.time }),
}))

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

function decodeEntry(entry: Json): OwnedFields | undefined {
  if (!isMap(entry)) return undefined
  const { manager: name, operation, apiVersion, subresource, time, fieldsType } = entry
  const fields = decodeFields(entry['fieldsV1'])
  if ((operation !== 'Apply' && operation !== 'Update') || fieldsType !== 'FieldsV1' || fields === undefined) return undefined
  if (typeof apiVersion !== 'string' || apiVersion === '') return undefined
  return { name: textOf(name) ?? '', operation, apiVersion, fields, ...(textOf(subresource) && { subresource: textOf(subresource)! }), ...(textOf(time) && { time: textOf(time)! }) }
}

/** What the list of a manifest says; undefined when the server cannot read it. */
export function decodeManaged(entries: Json | undefined): ManagedFields | undefined {
  if (entries === undefined || entries === null) return nobody
  if (!isList(entries)) return undefined
  const owners = entries.map(decodeEntry)
  return owners.some((owner) => owner === undefined) ? undefined : new Map(owners.map((owner) => [ownerId(owner!), owner!]))
}

/** Whether a manifest asks for a new start: an empty list, or a list of one empty entry. */
export const isReset = (entries: Json | undefined): boolean => isList(entries) && (entries.length === 0 || (entries.length === 1 && isMap(entries[0]) && Object.keys(entries[0]).length === 0))

/** Whether they are the same, whenever it was. */
export function isSameManaged(a: ManagedFields, b: ManagedFields): boolean {
  if (a === b) return true
  if (a.size !== b.size) return false
  for (const [id, owner] of a) {
    const other = b.get(id)
    if (other === undefined || other.apiVersion !== owner.apiVersion || !isSameSet(owner.fields, other.fields)) return false
  }
  return true
}
