import { isSame } from '../patch/json.js'
import type { Json, JsonObject } from '../types.js'
import { takeFields, type Claim } from './after-update.js'
import { difference, emptySet, intersection, union, withoutBelow, type FieldSet } from './field-set.js'
import { mergeValues } from './merge.js'
import { ownerId, type FieldOwner, type ManagedFields, type OwnedFields } from './owners.js'
import { reconcileManaged } from './reconcile.js'
import { removeItems, withNamedFields } from './remove.js'
import { toFieldSet } from './to-field-set.js'
import { neverOwned, type Versions } from './versions.js'

/** What comes of an apply: the object as it is to be (undefined: as it is), who owns what, and the claims of others that stand against it. */
export interface Applied {
  readonly object: JsonObject | undefined
  readonly managed: ManagedFields
  readonly claims: readonly Claim[]
}

/** `live` and `config` in the version of the owner; both must be of their type. Source: structured-merge-diff v6 merge.Updater.Apply. */
export function afterApply(versions: Versions, live: JsonObject, config: JsonObject, given: ManagedFields, owner: FieldOwner): Applied {
  const managed = reconcileManaged(given, versions)
  const { apiVersion } = owner
  const atom = versions.atomOf(apiVersion)!
  const id = ownerId(owner)
  const before = managed.get(id)
  const merged = (mergeValues(live, config, atom) ?? {}) as JsonObject
  const fields = withoutBelow(toFieldSet(config, atom), versions.ignored)
  const claimed = new Map(managed).set(id, { ...(before?.time !== undefined && { time: before.time }), ...owner, fields })
  const pruned = before === undefined || before.fields.size === 0 ? merged : prune(versions, merged, claimed, before, apiVersion)
  const taken = takeFields(versions, live, pruned, claimed, apiVersion, id)
  return { object: isSame(live, pruned) ? undefined : pruned, managed: stripped(taken.managed, id), claims: taken.claims }
}

function stripped(managed: ManagedFields, id: string): ManagedFields {
  const owner = managed.get(id)
  if (owner === undefined) return managed
  const fields = difference(owner.fields, neverOwned)
  const kept = new Map(managed).set(id, { ...owner, fields })
  if (fields.size === 0) kept.delete(id)
  return kept
}

/** Takes away what the owner applied last time, does not apply now and nobody else owns (merge.Updater.prune). */
function prune(versions: Versions, merged: JsonObject, managed: ManagedFields, last: OwnedFields, apiVersion: string): JsonObject {
  const [atom, converted] = [versions.atomOf(last.apiVersion), versions.convert(merged, last.apiVersion)]
  if (atom === undefined || converted === undefined) return merged
  const withoutLast = asObject(removeItems(converted, withNamedFields(last.fields, atom), atom))
  const owned = addBackOwned(versions, converted, withoutLast, managed, last.apiVersion)
  const kept = addBackUnowned(versions, converted, owned, last)
  return versions.convert(kept, apiVersion) ?? merged
}

const asObject = (value: Json): JsonObject => (value ?? {}) as JsonObject

/** What the pruning took and somebody else owns, or the new configuration sets, comes back: first in the version of the pruning. */
function addBackOwned(versions: Versions, merged: JsonObject, pruned: JsonObject, managed: ManagedFields, prunedVersion: string): JsonObject {
  const byVersion = new Map<string, FieldSet>()
  for (const { apiVersion, fields } of managed.values()) byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? emptySet, fields))
  const order = [...byVersion.keys()].sort((a, b) => Number(b === prunedVersion) - Number(a === prunedVersion))
  return order.reduce((left, version) => addBackIn(versions, merged, left, version, byVersion.get(version)!), pruned)
}

function addBackIn(versions: Versions, merged: JsonObject, pruned: JsonObject, version: string, managed: FieldSet): JsonObject {
  const [atom, whole, left] = [versions.atomOf(version), versions.convert(merged, version), versions.convert(pruned, version)]
  if (atom === undefined || whole === undefined || left === undefined) return pruned
  const [all, kept] = [toFieldSet(whole, atom), toFieldSet(left, atom)].map((set) => withNamedFields(set, atom)) as [FieldSet, FieldSet]
  return asObject(removeItems(whole, difference(all, union(kept, withNamedFields(managed, atom))), atom))
}

/** Only what the owner had may go: what hung on it without an owner of its own stays. */
function addBackUnowned(versions: Versions, merged: JsonObject, pruned: JsonObject, last: OwnedFields): JsonObject {
  const [atom, left] = [versions.atomOf(last.apiVersion), versions.convert(pruned, last.apiVersion)]
  if (atom === undefined || left === undefined) return merged
  const [all, kept] = [toFieldSet(merged, atom), toFieldSet(left, atom)].map((set) => withNamedFields(set, atom)) as [FieldSet, FieldSet]
  return asObject(removeItems(merged, intersection(difference(all, kept), withNamedFields(last.fields, atom)), atom))
}
