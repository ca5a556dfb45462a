import type { Shell } from '../state.js'

/** Gives the fields of a line to names (read): the last takes the rest. */
export function assignFields(shell: Shell, names: readonly string[], line: string, escaped: ReadonlySet<number>, give: (name: string, text: string) => void): void {
  const ifs = shell.variables.get('IFS')?.value ?? ' \t\n'
  const isSeparator = (at: number): boolean => ifs.includes(line[at]!) && !escaped.has(at)
  const isBlank = (at: number): boolean => isSeparator(at) && ' \t\n'.includes(line[at]!)
  let at = 0
  const skipBlanks = (): void => {
    while (at < line.length && isBlank(at)) at++
  }
  skipBlanks()
  for (const [index, name] of names.entries()) {
    if (index === names.length - 1) {
      give(name, lastField(line, at, isSeparator, isBlank))
      return
    }
    const start = at
    while (at < line.length && !isSeparator(at)) at++
    give(name, line.slice(start, at))
    skipBlanks()
    if (at < line.length && isSeparator(at) && !isBlank(at) && at > start) {
      at++
      skipBlanks()
    }
  }
}

/** All fields of a line (read -a). */
export function fieldsOf(shell: Shell, line: string, escaped: ReadonlySet<number>): readonly string[] {
  const ifs = shell.variables.get('IFS')?.value ?? ' \t\n'
  const isSeparator = (at: number): boolean => ifs.includes(line[at]!) && !escaped.has(at)
  const isBlank = (at: number): boolean => isSeparator(at) && ' \t\n'.includes(line[at]!)
  const fields: string[] = []
  for (let at = 0; ;) {
    while (at < line.length && isBlank(at)) at++
    if (at >= line.length) return fields
    const start = at
    while (at < line.length && !isSeparator(at)) at++
    fields.push(line.slice(start, at))
    while (at < line.length && isBlank(at)) at++
    if (at < line.length && isSeparator(at)) at++
  }
}

function lastField(line: string, from: number, isSeparator: (at: number) => boolean, isBlank: (at: number) => boolean): string {
  let end = line.length
  while (end > from && isBlank(end - 1)) end--
  // One separator at the end that stands alone belongs to the field before it.
  if (end > from && isSeparator(end - 1) && !isBlank(end - 1)) {
    const hasOther = [...line.slice(from, end - 1)].some((_, index) => isSeparator(from + index) && !isBlank(from + index))
    if (!hasOther) end--
  }
  return line.slice(from, end)
}
