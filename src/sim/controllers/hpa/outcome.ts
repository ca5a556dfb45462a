/** A value, or the words of an error; `prefix` are words that an error takes on only on its way up, after it was reported. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failed
interface Failed { readonly ok: false; readonly message: string; readonly prefix?: string }

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })
export const failed = (message: string, prefix?: string): Failed => (prefix === undefined ? { ok: false, message } : { ok: false, message, prefix })

/** The error with words before it, as Go's `fmt.Errorf("…: %v", err)`. */
export const prefixed = <T>(outcome: Outcome<T>, prefix: string): Outcome<T> => (outcome.ok ? outcome : failed(`${prefix}: ${outcome.message}`))
