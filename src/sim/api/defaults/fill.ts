export type Fields = Readonly<Record<string, unknown>>

/** What may be changed instead of the fields themselves: a copy, or, of objects that nobody else has seen yet, themselves. */
export type Draft = (fields: Fields) => Record<string, unknown>
export const copied: Draft = (fields) => ({ ...fields })
/** Parts that are frozen are shared. */
export const inPlace: Draft = (fields) => (Object.isFrozen(fields) ? { ...fields } : (fields as Record<string, unknown>))

/** Adds what is missing; the same reference where nothing is. */
export function fill(fields: Fields, defaults: Fields, draft: Draft = copied): Fields {
  let changed: Record<string, unknown> | undefined
  for (const name in defaults) {
    if (fields[name] === undefined) (changed ??= draft(fields))[name] = defaults[name]
  }
  return changed ?? fields
}

/** Maps a list that may be absent, keeping the reference where no item changes. */
export function mapSame<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const result = change(list[index] as T)
    if (result !== list[index]) (changed ??= [...list])[index] = result
  }
  return changed ?? list
}

/** Replaces one field, keeping the reference where it is the same already. */
export function replace(fields: Fields, name: string, value: unknown, draft: Draft = copied): Fields {
  if (fields[name] === value) return fields
  const changed = draft(fields)
  changed[name] = value
  return changed
}

const noDefaults: Fields = {}

/** Lists that the API prints though they are empty, as null: an empty list is none once it went through the server's encodings. */
export function printedLists(names: readonly string[], defaults: Fields = noDefaults): (fields: Fields, draft?: Draft) => Fields {
  return (fields, draft) => names.reduce((filled, name) => (isNone(filled[name]) ? replace(filled, name, null, draft) : filled), fill(fields, defaults, draft))
}
/** Numbers that are 0 are not set. */
export const numbers = (defaults: Fields): ((fields: Fields, draft?: Draft) => Fields) => (fields, draft) =>
  Object.keys(defaults).reduce((filled, name) => (filled[name] ? filled : replace(filled, name, defaults[name], draft)), fields)

const isNone = (list: unknown): boolean => list === undefined || (Array.isArray(list) && list.length === 0)
