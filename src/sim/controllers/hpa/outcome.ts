/** A value, or the words of an error. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string }

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })
export const failed = (message: string): { readonly ok: false; readonly message: string } => ({ ok: false, message })

/** The error with words before it, as Go's `fmt.Errorf("…: %v", err)`. */
export const prefixed = <T>(outcome: Outcome<T>, prefix: string): Outcome<T> => (outcome.ok ? outcome : failed(`${prefix}: ${outcome.message}`))
