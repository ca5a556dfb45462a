/** Checks of plain data against a shape; every problem at once, each with a JSON pointer. */

export interface ConfigProblem {
  /** JSON pointer from the configuration on. */
  readonly pointer: string
  readonly message: string
  readonly fix?: string
}

export type Report = (pointer: string, message: string, fix?: string) => void
export type Check = (value: unknown, pointer: string, report: Report) => void

export type Fields = Readonly<Record<string, unknown>>
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const lastOf = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/') + 1)
export const shown = (value: unknown): string => (typeof value === 'string' ? `\`${value}\`` : typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'a mapping') : `\`${String(value)}\``)

/** `/`, `~` and nothing else is special in a pointer. */
export const step = (pointer: string, key: string | number): string => `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** A mapping of these fields and no others. */
export const fieldsOf = (checks: Readonly<Record<string, Check>>, ...required: readonly string[]): Check => (value, pointer, report) => {
  if (!isFields(value)) return report(pointer, `\`${lastOf(pointer)}\` must be a mapping, got ${shown(value)}`)
  for (const key of required) if (value[key] === undefined) report(pointer, `\`${key}\` is missing`)
  for (const [key, own] of Object.entries(value)) {
    const check = checks[key]
    if (check === undefined) report(step(pointer, key), `there is no field \`${key}\` here`, `known fields: ${Object.keys(checks).join(', ')}`)
    else check(own, step(pointer, key), report)
  }
}

export const listOf = (check: Check): Check => (value, pointer, report) => {
  if (!Array.isArray(value)) return report(pointer, `\`${lastOf(pointer)}\` must be a list, got ${shown(value)}`)
  value.forEach((item: unknown, i) => check(item, step(pointer, i), report))
}

/** A whole number in a range, as Kubernetes words it. */
export const wholeNumber = (least: number, most: number): Check => (value, pointer, report) => {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) report(pointer, `\`${lastOf(pointer)}\` must be a whole number, ${range}, got ${shown(value)}`)
}

export const text: Check = (value, pointer, report) => {
  if (typeof value !== 'string' || value === '') report(pointer, `\`${lastOf(pointer)}\` must be a text, got ${shown(value)}`)
}

export const truth: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') report(pointer, `\`${lastOf(pointer)}\` must be true or false, got ${shown(value)}`)
}

export const oneOf = (...words: readonly string[]): Check => (value, pointer, report) => {
  if (!words.includes(value as string)) report(pointer, `\`${lastOf(pointer)}\` must be ${words.map((word) => `\`${word}\``).join(' or ')}, got ${shown(value)}`)
}

/** Several checks of the same value. */
export const all = (...checks: readonly Check[]): Check => (value, pointer, report) => {
  for (const check of checks) check(value, pointer, report)
}

export const anything: Check = () => undefined

/** No two items are alike in what `keyOf` says of them. */
export const distinct = (what: string, keyOf: (item: Fields) => string | undefined): Check => (value, pointer, report) => {
  if (!Array.isArray(value)) return
  const seen = new Set<string>()
  value.forEach((item: unknown, i) => {
    const key = isFields(item) ? keyOf(item) : undefined
    if (key === undefined) return
    if (seen.has(key)) report(step(pointer, i), `${what} \`${key}\` is there twice`)
    seen.add(key)
  })
}
