import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import type { Diagnostic } from '../diagnostics.js'
import { error, fileStart } from '../diagnostics.js'
import { fileBytesMax } from './limits.js'

/** A file as text. */
export interface SourceFile {
  /** As the user named it, or relative to where the user stands. */
  readonly file: string
  readonly text: string
}

export type ReadResult = { readonly source: SourceFile } | { readonly diagnostic: Diagnostic }

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MB`

/** What the operating system said, without its words for programmers. */
export function explainSystemError(file: string, thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return `the file \`${file}\` is not there`
  if (code === 'EACCES' || code === 'EPERM') return `the file \`${file}\` may not be read (permission denied)`
  if (code === 'ELOOP') return `the symbolic links of \`${file}\` lead in a circle`
  return `the file \`${file}\` cannot be read (${code === '' ? 'unknown reason' : code})`
}

function firstBadLine(bytes: Buffer): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const next = bytes.indexOf(10, start)
    const end = next === -1 ? bytes.length : next
    if (!isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
  return line
}

function decode(file: string, bytes: Buffer): ReadResult {
  const problem = (message: string, line: number, fix?: string): ReadResult => ({ diagnostic: error({ ...fileStart(file), line }, message, fix) })
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return problem('the file is UTF-16 text', 1, 'save it as UTF-8')
  const nul = bytes.indexOf(0)
  if (nul !== -1) return problem('the file is not text: it holds NUL bytes', bytes.subarray(0, nul).filter((byte) => byte === 10).length + 1)
  if (!isUtf8(bytes)) return problem('the file is not UTF-8 text', firstBadLine(bytes), 'save it as UTF-8')
  return { source: { file, text: bytes.toString('utf8') } }
}

/** `path` is where the file is, `file` how it is called in messages. The size is known before anything is read. */
export function readSource(path: string, file: string = path): ReadResult {
  const problem = (message: string, fix?: string): ReadResult => ({ diagnostic: error(fileStart(file), message, fix) })
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) return problem(`\`${file}\` is a folder, but a file was wanted`)
    if (!stat.isFile()) return problem(`\`${file}\` is no regular file`)
    if (stat.size > fileBytesMax) return problem(
      `the file has ${megabytes(stat.size)}; at most ${megabytes(fileBytesMax)} are read`,
      'split it into several files',
    )
    const handle = openSync(path, 'r')
    try {
      return decode(file, readFileSync(handle))
    } finally {
      closeSync(handle)
    }
  } catch (thrown) {
    return problem(explainSystemError(file, thrown))
  }
}
