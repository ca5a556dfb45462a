import type { Diagnostic } from '../harness/outcome.js'
import { counted, indent, printable } from './layout.js'
import type { Paint } from './paint.js'

const marks = {
  error: (paint: Paint) => paint.red('error'),
  warning: (paint: Paint) => paint.yellow('warning'),
  info: (paint: Paint) => paint.cyan('note'),
} as const

/** `file:line:column` first, as editors and terminals link it; then what is wrong, the API's words, and the fix. */
export function formatDiagnostic({ severity, file, line, column, message, fix, api }: Diagnostic, paint: Paint): string {
  const where = file === '' ? '' : `${paint.bold(`${printable(file)}:${line}:${column}`)} `
  const rest = [
    ...(api === undefined ? [] : [`${paint.dim('kubectl says:')} ${printable(api)}`]),
    ...(fix === undefined ? [] : [`${paint.dim('fix:')} ${printable(fix)}`]),
  ]
  return [`${where}${marks[severity](paint)} ${printable(message)}`, ...rest.map((text) => indent(text, 2))].join('\n')
}

export const formatDiagnostics = (diagnostics: readonly Diagnostic[], paint: Paint): string =>
  diagnostics.map((each) => `${formatDiagnostic(each, paint)}\n`).join('')

/** `2 errors, 1 warning`; empty when there is nothing. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): number => diagnostics.filter((each) => each.severity === severity).length
  const parts = [
    [count('error'), 'error'],
    [count('warning'), 'warning'],
    [count('info'), 'note'],
  ] as const
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => counted(number, word))
    .join(', ')
}
