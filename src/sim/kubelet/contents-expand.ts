/**
 * Replaces `$(NAME)` by its value and `$$` by `$`; names that are not known stay as they are written (third_party/forked/golang/expansion,
 * 1.36).
 */
export function expandVariables(text: string, known: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!
    const next = text[i + 1]
    if (letter !== '$' || next === undefined) {
      out += letter
      continue
    }
    const end = next === '(' ? text.indexOf(')', i + 2) : -1
    if (next === '$') {
      out += '$'
      i++
    } else if (end >= 0) {
      const name = text.slice(i + 2, end)
      out += known(name) ?? `$(${name})`
      i = end
    } else out += letter
  }
  return out
}
