import type { Value } from './array.js'
import type { Invocation } from './simple.js'
import type { Shell } from './state.js'

/** A line of `set -x`. dash prints words as they are, ash and bash quote what a shell would read otherwise. */
export function traceLine({ dialect }: Shell, prefix: string, { args, assigned }: Pick<Invocation, 'args' | 'assigned'>): string {
  const quote = dialect === 'dash' ? (text: string): string => text : quoted
  const words = [...[...assigned].map(([name, value]) => `${name}=${valueText(value, quote)}`), ...args.map(quote)]
  return `${prefix}${words.join(' ')}\n`
}

const valueText = (value: Value, quote: (text: string) => string): string => (typeof value === 'string' ? quote(value) : `(${[...value.elements.values()].map(quote).join(' ')})`)

export const quoted = (text: string): string => (text === '' ? "''" : /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

const controls: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x1b': '\\E', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' }
const control = /[\x00-\x1f\x7f]/g

/** A text as bash quotes it to be read again (sh_quote_reusable): in `$'…'` when there is a control character in it. */
export function escaped(text: string): string {
  if (text.search(control) < 0) return `'${text.replaceAll("'", "'\\''")}'`
  return `$'${text.replaceAll(/[\\']/g, '\\$&').replaceAll(control, (character) => controls[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`
}

/** A text as bash's `printf %q` quotes it (sh_backslash_quote). */
export function backslashed(text: string): string {
  if (text === '') return "''"
  return text.search(control) < 0 ? text.replaceAll(/^[~#]|[^\w@%+=:./~#\x80-\uffff-]/g, '\\$&') : escaped(text)
}
