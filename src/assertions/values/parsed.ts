/** What reading a value ends with. The message says what is wanted and what was given; the fix is what to write instead. */
export type Parsed<T> = { readonly value: T } | { readonly problem: Problem }

export interface Problem {
  readonly message: string
  readonly fix?: string
}

export const problem = (message: string, fix?: string): { readonly problem: Problem } => ({ problem: fix === undefined ? { message } : { message, fix } })

/** `the text "x"`, `the number 3`, `a list`: a given value in messages; long ones are cut. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'boolean') return `\`${value}\``
  const text = JSON.stringify(value)
  const shown = text.length > 80 ? `${text.slice(0, 77)}…"` : text
  return typeof value === 'string' ? `the text ${shown}` : `the number ${shown}`
}
