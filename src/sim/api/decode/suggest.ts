/** Edit distance with transpositions, given up (Infinity) as soon as it must exceed `limit`. */
function distance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return Infinity
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const edited = Math.min((last[column] as number) + 1, (current[column - 1] as number) + 1, (last[column - 1] as number) + (isSame ? 0 : 1))
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(isSwapped ? Math.min(edited, (beforeLast[column - 2] as number) + 1) : edited)
    }
    if (Math.min(...current) > limit) return Infinity
    beforeLast = last
    last = current
  }
  return last[to.length] as number
}

/** The candidate that a mistyped word most likely meant, or undefined. Case alone never counts as a difference. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const cost = distance(lower, candidate.toLowerCase(), least - 1)
    if (cost < least) [best, least] = [candidate, cost]
  }
  return best
}
