/** A text whose lines got another indentation, and the way back to the offsets of the original. */
export interface Reindented {
  readonly text: string
  readonly originalOf: (offset: number) => number
}

interface Line { readonly start: number; readonly indent: number; readonly newStart: number; readonly newIndent: number }

const indentOf = (line: string): number => /^[ \t]*/.exec(line)![0].length

/** `indents` maps line numbers (from 0) to the number of spaces that their indentation becomes. */
export function reindent(original: string, indents: ReadonlyMap<number, number>): Reindented {
  if (indents.size === 0) return { text: original, originalOf: (offset) => offset }
  const lines: Line[] = []
  const texts: string[] = []
  let start = 0
  let newStart = 0
  for (const [index, line] of original.split('\n').entries()) {
    const indent = indentOf(line)
    const newIndent = indents.get(index) ?? indent
    const text = indents.has(index) ? ' '.repeat(newIndent) + line.slice(indent) : line
    lines.push({ start, indent, newStart, newIndent })
    texts.push(text)
    start += line.length + 1
    newStart += text.length + 1
  }
  return { text: texts.join('\n'), originalOf: (offset) => originalOffset(lines, offset) }
}

function originalOffset(lines: readonly Line[], offset: number): number {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lines[middle]!.newStart <= offset) low = middle
    else high = middle - 1
  }
  const line = lines[low]!
  const column = offset - line.newStart
  return line.start + (column < line.newIndent ? Math.min(column, line.indent) : column - line.newIndent + line.indent)
}
