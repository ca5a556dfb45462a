/** Lines of two texts that are not the same: `[from, to)` of the first in place of `[from, to)` of the second. */
export interface Change {
  readonly from: number
  readonly to: number
  readonly otherFrom: number
  readonly otherTo: number
}

/** Pairs of lines that are compared at most; beyond that all between what is the same at both ends counts as changed. */
const pairLimit = 4_000_000

/** The least changes that make one list of lines the other (longest common subsequence). */
export function changesBetween(a: readonly string[], b: readonly string[]): readonly Change[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const [rows, columns] = [a.length - start - end, b.length - start - end]
  if (rows === 0 && columns === 0) return []
  if (rows * columns > pairLimit) return [{ from: start, to: start + rows, otherFrom: start, otherTo: start + columns }]
  return walk(a, b, start, rows, columns, lengthsOf(a, b, start, rows, columns))
}

/** At `row * (columns + 1) + column` how many lines the rests from there on have in common. */
function lengthsOf(a: readonly string[], b: readonly string[], start: number, rows: number, columns: number): Uint32Array {
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const at = row * width + column
      lengths[at] = a[start + row] === b[start + column] ? lengths[at + width + 1]! + 1 : Math.max(lengths[at + width]!, lengths[at + 1]!)
    }
  }
  return lengths
}

function walk(a: readonly string[], b: readonly string[], start: number, rows: number, columns: number, lengths: Uint32Array): readonly Change[] {
  const changes: Change[] = []
  let [row, column] = [0, 0]
  while (row < rows || column < columns) {
    if (row < rows && column < columns && a[start + row] === b[start + column]) {
      row++
      column++
      continue
    }
    const [from, otherFrom] = [row, column]
    while ((row < rows || column < columns) && !(row < rows && column < columns && a[start + row] === b[start + column])) {
      const at = row * (columns + 1) + column
      if (column >= columns || (row < rows && lengths[at + columns + 1]! >= lengths[at + 1]!)) row++
      else column++
    }
    changes.push({ from: start + from, to: start + row, otherFrom: start + otherFrom, otherTo: start + column })
  }
  return changes
}
