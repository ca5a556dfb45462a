const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : Object.values(value).every((item) => item === undefined)))

/** Equal as the API compares (`apiequality.Semantic`): nothing, an empty list and an empty map are the same. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return isEmpty(a) && isEmpty(b)
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b)) return isEmpty(a) && isEmpty(b)
    return a.length === b.length && a.every((item, position) => isEqual(item, b[position]))
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>]
  for (const name of Object.keys(left)) if (!isEqual(left[name], right[name])) return false
  for (const name of Object.keys(right)) if (!Object.hasOwn(left, name) && !isEmpty(right[name])) return false
  return true
}
