import { quotePattern } from './pattern.js'

/** A field while it grows: its text, and the same as a pattern in which what was quoted is escaped. */
export interface Field {
  readonly text: string
  readonly pattern: string
}

/** Collects the fields of a word (XCU 2.6.5). */
export interface Collector {
  readonly fields: Field[]
  text: string
  pattern: string
  /** Something, if only an empty quoted text, belongs to the present field. */
  isOpen: boolean
  /** The last field ended by IFS white space: one separator that is none may follow it. */
  endedByBlank: boolean
  readonly ifs: string
}

export const collectorOf = (ifs: string): Collector => ({ fields: [], text: '', pattern: '', isOpen: false, endedByBlank: false, ifs })

export function addQuoted(collector: Collector, text: string): void {
  collector.text += text
  collector.pattern += quotePattern(text)
  collector.isOpen = true
}

export function addLiteral(collector: Collector, text: string): void {
  if (text === '') return
  collector.text += text
  collector.pattern += text
  collector.isOpen = true
}

export function closeField(collector: Collector): void {
  collector.fields.push({ text: collector.text, pattern: collector.pattern })
  collector.text = ''
  collector.pattern = ''
  collector.isOpen = false
}

/** Adds the outcome of an unquoted expansion, split at the characters of IFS. */
export function addSplit(collector: Collector, text: string): void {
  const { ifs } = collector
  if (ifs === '') return addLiteral(collector, text)
  for (const character of text) {
    if (!ifs.includes(character)) {
      collector.endedByBlank = false
      addLiteral(collector, character)
    } else if (' \t\n'.includes(character)) {
      if (!collector.isOpen) continue
      closeField(collector)
      collector.endedByBlank = true
    } else if (collector.isOpen || !collector.endedByBlank) closeField(collector)
    else collector.endedByBlank = false
  }
}

export const finish = (collector: Collector): readonly Field[] => {
  if (collector.isOpen) closeField(collector)
  return collector.fields
}
