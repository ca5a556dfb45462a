/** Reading fields of decoded, defaulted objects: what is absent reads as the zero value, as in the API server's structs. */

/** An object whose fields are read one by one. */
export type Fields = { readonly [name: string]: unknown }
/** A typed object of which untyped fields are read too. */
export type Open<T> = T & Fields

const noFields: Fields = {}
const noItems: readonly never[] = []

export const isPresent = (value: unknown): boolean => value !== undefined && value !== null
/** The fields of an object; of nothing, none. */
export const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : noFields)
export const optional = (value: unknown): Fields | undefined => (typeof value === 'object' && value !== null ? (value as Fields) : undefined)
export const items = <T = Fields>(value: unknown): readonly Open<T>[] => (Array.isArray(value) ? (value as readonly Open<T>[]) : noItems)
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : noItems)
export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
export const count = (value: unknown): number => (typeof value === 'number' ? value : 0)

const byName = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : 1)

/** The entries of a map by key: the server walks maps at random, here the order of errors is fixed. */
export function entries<T = unknown>(value: unknown): readonly (readonly [string, T])[] {
  if (typeof value !== 'object' || value === null) return noItems
  const list: (readonly [string, T])[] = []
  let isSorted = true
  let last = ''
  for (const name in value) {
    if (name < last) isSorted = false
    list.push([name, (value as Readonly<Record<string, T>>)[name] as T])
    last = name
  }
  return isSorted ? list : list.length === 2 ? [list[1] as readonly [string, T], list[0] as readonly [string, T]] : list.sort(byName)
}

/** Whether two of a list have the same of what is asked; lists are short but for a few. */
export function hasRepeats<T>(list: readonly T[], of: (item: T) => unknown): boolean {
  if (list.length > 16) return new Set(list.map(of)).size < list.length
  for (let position = 1; position < list.length; position++) {
    const own = of(list[position] as T)
    for (let place = 0; place < position; place++) if (of(list[place] as T) === own) return true
  }
  return false
}

/** A Go struct as it is printed: its fields in their order, absent ones null. */
export const struct = (...pairs: readonly (readonly [string, unknown])[]): ReadonlyMap<string, unknown> =>
  new Map(pairs.map(([name, value]) => [name, value ?? null]))
