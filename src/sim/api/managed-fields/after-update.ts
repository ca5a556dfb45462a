import type { JsonObject } from '../types.js'
import { compareValues, excluding, type Comparison } from './compare.js'
import { difference, emptySet, intersection, union, withoutBelow, type FieldSet } from './field-set.js'
import { ownerId, withOwner, type FieldOwner, type ManagedFields, type OwnedFields } from './owners.js'
import { reconcileManaged } from './reconcile.js'
import { neverOwned, type Versions } from './versions.js'

/** What another owner claims and the write changes. */
export interface Claim {
  readonly owner: OwnedFields
  readonly fields: FieldSet
}
export interface Taken {
  readonly claims: readonly Claim[]
  /** What is left to whom when the write goes through. */
  readonly managed: ManagedFields
  /** In the version of the write; undefined: its version is not served. */
  readonly comparison: Comparison | undefined
}

/** How the objects differ, asked for once in each version. */
function comparing(versions: Versions, live: JsonObject, next: JsonObject): (apiVersion: string) => Comparison | undefined {
  const known = new Map<string, Comparison | undefined>()
  const compare = (apiVersion: string): Comparison | undefined => {
    const atom = versions.atomOf(apiVersion)
    const [before, after] = [versions.convert(live, apiVersion), versions.convert(next, apiVersion)]
    return atom && before && after ? excluding(compareValues(before, after, atom), versions.ignored) : undefined
  }
  return (apiVersion) => {
    if (!known.has(apiVersion)) known.set(apiVersion, compare(apiVersion))
    return known.get(apiVersion)
  }
}

/** Who loses what by a write (structured-merge-diff v6 merge.Updater.update): changed and removed fields leave every owner but the writer. */
export function takeFields(versions: Versions, live: JsonObject, next: JsonObject, managed: ManagedFields, apiVersion: string, writer: string | undefined): Taken {
  const compare = comparing(versions, live, next)
  const left = new Map<string, OwnedFields>()
  const claims: Claim[] = []
  for (const [id, owner] of managed) {
    const comparison = id === writer ? undefined : compare(owner.apiVersion)
    if (comparison === undefined) {
      if (id === writer) left.set(id, owner)
      continue
    }
    const taken = intersection(owner.fields, union(comparison.modified, comparison.added))
    if (taken.size > 0) claims.push({ owner, fields: taken })
    const fields = difference(difference(owner.fields, taken), comparison.removed)
    if (fields.size > 0) left.set(id, fields === owner.fields ? owner : { ...owner, fields })
  }
  if (writer !== undefined && left.get(writer)?.fields.size === 0) left.delete(writer)
  return { claims, managed: left, comparison: compare(apiVersion) }
}

/** The most owners by update that are kept; the oldest of more become one (managedfields/internal DefaultMaxUpdateManagers, 1.36). */
const mostUpdates = 10
const ancient = 'ancient-changes'

export interface Writer extends FieldOwner {
  readonly time: string
}

/**
 * Ownership after a write that is no apply (managedfields FieldManager.Update, 1.36): the writer owns what it changed. An object that nobody owns
 * anything of is not tracked until it is applied; `isNew` begins tracking.
 */
export function afterUpdate(versions: Versions, live: JsonObject, next: JsonObject, managed: ManagedFields, writer: Writer, isNew: boolean): ManagedFields {
  if (managed.size === 0 && !isNew) return managed
  const taken = takeFields(versions, live, next, reconcileManaged(managed, versions), writer.apiVersion, undefined)
  const { added, modified } = taken.comparison ?? { added: emptySet, modified: emptySet }
  const own = difference(withoutBelow(union(modified, added), versions.ignored), neverOwned)
  if (own.size === 0) return capped(taken.managed)
  const before = taken.managed.get(ownerId(writer))
  return capped(withOwner(taken.managed, { ...writer, fields: before === undefined ? own : union(own, before.fields) }))
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Merges the oldest into one entry a version until there are few enough (managedfields/internal capManagersManager, 1.36). */
function capped(managed: ManagedFields): ManagedFields {
  const updates = [...managed].filter(([, { operation }]) => operation === 'Update')
  if (updates.length <= mostUpdates) return managed
  const kept = new Map(managed)
  const firsts = new Map<string, string>()
  let count = updates.length
  for (const [id, owner] of updates.sort(([a, x], [b, y]) => order(x.time ?? '', y.time ?? '') || order(a, b))) {
    if (count <= mostUpdates) break
    const first = firsts.get(owner.apiVersion)
    if (first === undefined) firsts.set(owner.apiVersion, id)
    else {
      const bucket: FieldOwner = { name: ancient, operation: 'Update', apiVersion: owner.apiVersion }
      const present = kept.get(ownerId(bucket)) ?? kept.get(first)!
      if (!kept.has(ownerId(bucket))) kept.delete(first)
      kept.delete(id)
      kept.set(ownerId(bucket), { ...bucket, fields: union(owner.fields, present.fields), ...(owner.time !== undefined && { time: owner.time }) })
      count--
    }
  }
  return kept
}
