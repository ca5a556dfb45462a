import type { Invocation } from './simple.js'
import type { Shell } from './state.js'

/** A line of `set -x`. dash prints words as they are, ash and bash quote what a shell would read otherwise. */
export function traceLine({ dialect }: Shell, prefix: string, { args, assigned }: Pick<Invocation, 'args' | 'assigned'>): string {
  const quote = dialect === 'dash' ? (text: string): string => text : quoted
  const words = [...[...assigned].map(([name, value]) => `${name}=${quote(value)}`), ...args.map(quote)]
  return `${prefix}${words.join(' ')}\n`
}

export const quoted = (text: string): string => (text === '' ? "''" : /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
