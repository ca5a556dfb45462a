export type Fields = Readonly<Record<string, unknown>>

/** Adds what is missing; the same reference where nothing is. */
export function fill(fields: Fields, defaults: Fields): Fields {
  let changed: Record<string, unknown> | undefined
  for (const name in defaults) {
    if (fields[name] === undefined) (changed ??= { ...fields })[name] = defaults[name]
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
export const replace = (fields: Fields, name: string, value: unknown): Fields => (fields[name] === value ? fields : { ...fields, [name]: value })
