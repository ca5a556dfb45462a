/**
 * `*` stands for any text, `?` for any one character; the whole text must match. In time proportional to the lengths at most
 * multiplied: no backtracking beyond the last star.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0
  let position = 0
  let star = -1
  let resume = 0
  while (position < text.length) {
    const sign = glob[at]
    if (sign === '*') {
      star = at++
      resume = position
    } else if (sign !== undefined && (sign === '?' || sign === text[position])) {
      at++
      position++
    } else if (star !== -1) {
      at = star + 1
      position = ++resume
    } else return false
  }
  while (glob[at] === '*') at++
  return at === glob.length
}
