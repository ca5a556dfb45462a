/** Suggestions for mistyped names. */

/** Edits (insert, delete, replace, swap of neighbours) between two words, or `limit + 1` when there are more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let older: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let best = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1))
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) best = Math.min(best, older[column - 2]! + 1)
      current.push(best)
    }
    older = previous
    previous = current
  }
  return Math.min(previous[b.length]!, limit + 1)
}

const wordsLongerThan = 64
/** `warning` for `warn`, `desc` for `description`. */
const isPrefix = (a: string, b: string): boolean => Math.min(a.length, b.length) > 3 && a !== b && (a.startsWith(b) || b.startsWith(a))

/** The known name that was most likely meant, if any is near enough; ties go to the first in order. */
export function nearName(given: string, known: readonly string[]): string | undefined {
  if (given === '' || given.length > wordsLongerThan) return undefined
  const plain = given.toLowerCase()
  const limit = plain.length <= 3 ? 1 : plain.length <= 7 ? 2 : 3
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of known) {
    const word = name.toLowerCase()
    const distance = Math.min(editDistance(plain, word, limit), isPrefix(plain, word) ? limit : limit + 1)
    if (distance <= limit && distance < name.length && (best === undefined || distance < best.distance)) best = { name, distance }
  }
  return best?.name
}
