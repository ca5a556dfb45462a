import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { error, fileStart, type Diagnostic } from '../harness/diagnostics.js'
import type { Cluster } from '../sim/state.js'
import { traceLine } from '../sim/trace.js'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Why no trace can be written there; asked before anything runs. */
export function traceProblem(file: string): Diagnostic | undefined {
  if (file === '' || isFolder(file)) return error(fileStart(''), `\`--trace\` must be a file, but \`${file}\` is a folder`, 'write --trace trace.jsonl')
  if (isFolder(dirname(file))) return undefined
  return error(fileStart(''), `\`--trace ${file}\`: the folder \`${dirname(file)}\` is not there`)
}

/** One scenario writes to the file itself, several to one file each: `trace.jsonl` becomes `trace-NAME.jsonl`. */
export function traceFile(file: string, name: string, scenarios: number): string {
  if (scenarios === 1) return file
  const dot = file.lastIndexOf('.')
  return dot <= file.lastIndexOf('/') ? `${file}-${name}` : `${file.slice(0, dot)}-${name}${file.slice(dot)}`
}

const linesPerWrite = 500

export function writeTrace(file: string, cluster: Cluster): void {
  const target = openSync(file, 'w')
  try {
    const { entries } = cluster.log
    for (let i = 0; i < entries.length; i += linesPerWrite) writeSync(target, entries.slice(i, i + linesPerWrite).map(traceLine).join(''))
  } finally {
    closeSync(target)
  }
}
