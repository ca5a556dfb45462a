/** Offsets of a text to lines and columns. */

export interface Position {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number
}

export type PositionOf = (offset: number) => Position

function lineStarts(text: string): readonly number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The lines are looked for when the first position is asked: texts without problems never pay. */
export function indexLines(text: string): PositionOf {
  let starts: readonly number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: Math.max(offset - starts[low]!, 0) + 1 }
  }
}
