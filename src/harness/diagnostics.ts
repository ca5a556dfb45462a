/** What is wrong with what the user wrote, as data; reporters turn it into text. */

export type Severity = 'error' | 'warning' | 'info'

export interface Diagnostic {
  readonly severity: Severity
  /** As the user wrote it, or relative to where the user stands; empty for the command line itself. */
  readonly file: string
  /** 1-based; 1 where the whole file is meant. */
  readonly line: number
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number
  /** JSON pointer into the document; empty for the document or the whole file. */
  readonly pointer: string
  /** One sentence: what is wanted, in backticks its name, and what was given. */
  readonly message: string
  /** What to write instead. */
  readonly fix?: string
  /** What the Kubernetes API server or kubectl would have said, word for word. */
  readonly api?: string
}

export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly pointer: string
}

export interface DiagnosticList {
  readonly shown: readonly Diagnostic[]
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  /** How many were left out of `shown`. */
  readonly hidden: number
}

/** Positions of a file as a whole. */
export const fileStart = (file: string): Place => ({ file, line: 1, column: 1, pointer: '' })

export function diagnose(severity: Severity, place: Place, message: string, more: Pick<Diagnostic, 'fix' | 'api'> = {}): Diagnostic {
  return { severity, file: place.file, line: place.line, column: place.column, pointer: place.pointer, message, ...more }
}

export const error = (place: Place, message: string, fix?: string): Diagnostic =>
  diagnose('error', place, message, fix === undefined ? {} : { fix })

export const warning = (place: Place, message: string, fix?: string): Diagnostic =>
  diagnose('warning', place, message, fix === undefined ? {} : { fix })

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some((each) => each.severity === 'error')

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By file, then position, then severity, then text: the order in which a reader walks through the files. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || rank[a.severity] - rank[b.severity] || compareText(a.message, b.message)
}

/** Sorted, and each said once: the same words at the same place are one diagnostic. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(compareDiagnostics)
  return sorted.filter((each, index) => index === 0 || compareDiagnostics(sorted[index - 1]!, each) !== 0)
}

/** The first `limit` of the sorted diagnostics, errors before all else when not all fit; the rest is counted. */
export function limitDiagnostics(diagnostics: readonly Diagnostic[], limit: number): DiagnosticList {
  const sorted = sortDiagnostics(diagnostics)
  const count = (severity: Severity): number => sorted.filter((each) => each.severity === severity).length
  const kept = new Set(sorted.toSorted((a, b) => rank[a.severity] - rank[b.severity]).slice(0, limit))
  const shown = sorted.filter((each) => kept.has(each))
  return { shown, errors: count('error'), warnings: count('warning'), infos: count('info'), hidden: sorted.length - shown.length }
}
