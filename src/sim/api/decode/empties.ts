import type { Path } from './fault.js'

type Node = Readonly<Record<string, unknown>> | readonly unknown[]

/** The value without the empty list or map at the end of a path; the same reference where there is none by now. */
function without(value: unknown, path: Path, from: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const step = path[from] as string | number
  const inner = (value as Readonly<Record<string | number, unknown>>)[step]
  if (from === path.length - 1) return isEmpty(inner) ? omit(value as Node, step) : value
  const next = without(inner, path, from + 1)
  if (next === inner) return value
  return Array.isArray(value) ? value.map((item: unknown, position) => (position === step ? next : item)) : { ...value, [step]: next }
}

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

function omit(value: Node, step: string | number): unknown {
  if (Array.isArray(value)) return value
  const { [step]: _, ...rest } = value as Readonly<Record<string | number, unknown>>
  return rest
}

/** The object as it is stored: Go's `omitempty` leaves out empty lists and maps, which validation still sees. */
export const withoutEmpties = <T>(object: T, empties: readonly Path[]): T => empties.reduce<unknown>((value, path) => without(value, path, 0), object) as T
