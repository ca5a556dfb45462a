import { memoised } from './memo.js'

/** Shell globs as scenarios write them: `*` any text, slashes included; `?` one character; `[a-z]` a class. */
export function matchesGlob(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true
  return globExpression(pattern).test(text)
}

const globExpression: (pattern: string) => RegExp = memoised(compileGlob)

function compileGlob(pattern: string): RegExp {
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]!
    const end = character === '[' ? pattern.indexOf(']', i + 2) : -1
    if (character === '*') source += '[\\s\\S]*'
    else if (character === '?') source += '[\\s\\S]'
    else if (end > 0) {
      source += `[${pattern.slice(i + 1, end).replace(/^[!^]/, '^').replaceAll('\\', '\\\\')}]`
      i = end
    } else source += character.replace(/[\\^$.|+()[\]{}]/, '\\$&')
  }
  return new RegExp(`^${source}$`)
}
