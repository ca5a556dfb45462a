import { YAMLException, parseEvents } from 'js-yaml'
import type { Event } from 'js-yaml'
import { nestingMax, rereadCharactersMax, rereadsMax, tabsReportedMax } from './limits.js'
import { reindent } from './reindent.js'
import type { Reindented } from './reindent.js'
import { explainSyntax, tabMessage } from './syntax-messages.js'

/** A problem at an offset of the text. */
export interface TextProblem {
  readonly offset: number
  readonly message: string
  readonly fix?: string
  /** Another place that the message speaks of: ` at line:column` of it is appended. */
  readonly seeOffset?: number
  readonly pointer?: string
}

/** A stretch of the text that was parsed on its own, with the way from its offsets to those of the file. */
export interface Segment {
  readonly text: string
  readonly originalOf: (offset: number) => number
  readonly events: readonly Event[]
}

export interface ParsedText {
  /** In order; one without events stands for a document that could not be read. */
  readonly segments: readonly Segment[]
  readonly problems: readonly TextProblem[]
}

interface Failure { readonly offset: number; readonly reason: string }
type Attempt = { readonly events: readonly Event[] } | Failure

function attempt(text: string): Attempt {
  try {
    return { events: parseEvents(text, { maxDepth: nestingMax }) }
  } catch (thrown) {
    if (thrown instanceof YAMLException) return { offset: thrown.mark?.position ?? 0, reason: thrown.reason }
    return { offset: 0, reason: thrown instanceof RangeError ? `nesting exceeded maxDepth (${nestingMax})` : String(thrown) }
  }
}

interface Line { readonly index: number; readonly start: number; readonly indent: string }

function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return { start, index: start === 0 ? 0 : text.slice(0, start).split('\n').length - 1, indent: /^[ \t]*/.exec(text.slice(start, start + 4096))![0] }
}

/** Columns that the line before `start` with content leaves to what it opens: its indentation and its list dashes. */
function openColumns(text: string, start: number): number {
  const above = text.slice(0, start).split('\n').toReversed().find((line) => /^[^\S\n]*[^#\s]/.test(line))
  return above === undefined ? 0 : /^[\s\-?]*/.exec(above)![0].length
}

interface Reading {
  current: Reindented
  readonly indents: Map<number, number>
  readonly problems: TextProblem[]
  /** The first line of brackets or quotes that stands further left than the parser likes. */
  shallow?: TextProblem
}

/**
 * libyaml, and so kubectl, lets the lines of brackets and quotes stand in any column and start with TABs; the parser here wants them
 * indented. Their white space means nothing, so they are moved to the right and read again.
 */
function moveRight(reading: Reading, failure: Failure): boolean {
  const { text, originalOf } = reading.current
  if (!failure.reason.startsWith('deficient indentation') || text.slice(failure.offset).trim() === '') return false
  const line = lineAt(text, failure.offset)
  const indent = openColumns(text, line.start) + 1
  if (reading.indents.has(line.index)) return false
  reading.shallow ??= { ...explainSyntax(text, failure.offset, failure.reason), offset: originalOf(failure.offset) }
  const lines = text.slice(line.start, line.start + runCharactersMax).split('\n')
  for (const index of runOf(lines, indent).keys()) reading.indents.set(line.index + index, indent)
  return true
}

const runCharactersMax = 64 * 1024
const indentWidth = (line: string): number => /^[ \t]*/.exec(line)![0].length
/** A bracket closes on this line, or a quote opens or closes. */
const mayEnd = (line: string): boolean => /[\]}]/.test(line) || (line.split('"').length - 1) % 2 === 1 || (line.split("'").length - 1) % 2 === 1

/** The lines from the first on that surely belong to the same brackets or quotes and stand as far left. */
function runOf(lines: readonly string[], indent: number): readonly string[] {
  const last = lines.findIndex((line, index) => mayEnd(line) || indentWidth(lines[index + 1] ?? '') >= indent || (lines[index + 1] ?? '').trim() === '')
  return lines.slice(0, last === -1 ? 1 : last + 1)
}

/** A TAB in indentation is a mistake; the others of the document are looked for too, because one editor setting makes many of them. */
function passTab(reading: Reading, failure: Failure): boolean {
  const { text, originalOf } = reading.current
  const line = lineAt(text, failure.offset)
  if (!line.indent.includes('\t') || reading.problems.length >= tabsReportedMax) return false
  reading.problems.push({ ...tabMessage, offset: originalOf(line.start + line.indent.indexOf('\t')) })
  reading.indents.set(line.index, line.indent.length)
  return true
}

/** One document: its events, or what is wrong with it. */
function readDocument(original: string): { readonly current: Reindented; readonly events: readonly Event[]; readonly problems: readonly TextProblem[] } {
  const reading: Reading = { current: reindent(original, new Map()), indents: new Map(), problems: [] }
  const rereads = Math.min(rereadsMax, Math.floor(rereadCharactersMax / Math.max(original.length, 1)))
  for (let count = 0; ; count++) {
    const { current, problems } = reading
    const result = attempt(current.text)
    if ('events' in result) return { current, problems, events: problems.length > 0 ? [] : result.events }
    const canGoOn = moveRight(reading, result) || passTab(reading, result)
    if (canGoOn && count < rereads) reading.current = reindent(original, reading.indents)
    else if (problems.length > 0) return { current, problems, events: [] }
    else {
      const problem = reading.shallow ?? { ...explainSyntax(current.text, result.offset, result.reason), offset: current.originalOf(result.offset) }
      return { current, problems: [problem], events: [] }
    }
  }
}

/** `---` in the first column always starts a document; directives before it belong to it. */
const documentStart = /^(?:%.*\n)*---(?=[ \t\r\n]|$)/gm

function splitDocuments(text: string): readonly { readonly base: number; readonly text: string }[] {
  const starts = [0, ...[...text.matchAll(documentStart)].map((match) => match.index).filter((at) => at > 0)]
  return starts.map((base, index) => ({ base, text: text.slice(base, starts[index + 1]) }))
}

/** Every document that can be read, and what is wrong with each that cannot. */
export function parseText(text: string): ParsedText {
  const whole = attempt(text)
  if ('events' in whole) return { segments: [{ text, originalOf: (offset) => offset, events: whole.events }], problems: [] }
  const segments: Segment[] = []
  const problems: TextProblem[] = []
  for (const part of splitDocuments(text)) {
    const { current, events, problems: found } = readDocument(part.text)
    segments.push({ text: current.text, events, originalOf: (offset) => part.base + current.originalOf(offset) })
    problems.push(...found.map((problem) => ({ ...problem, offset: part.base + problem.offset })))
  }
  return { segments, problems }
}
