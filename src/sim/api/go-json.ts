const escaped: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' }
const goString = (text: string): string => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => escaped[char] as string)

/** Go's `encoding/json`: objects sorted by key, HTML characters escaped. A Map keeps the order of its keys, as Go structs do. */
export function goJson(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return goString(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  const entries =
    value instanceof Map
      ? [...(value as ReadonlyMap<string, unknown>)]
      : Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, item]) => `${goString(name)}:${goJson(item)}`).join(',')}}`
}
