import type { Millis } from '../api/types.js'
import type { AndOr, Command } from './shell-syntax.js'
import type { Word } from './shell-words.js'

/** A file's life in virtual time since the container's start. */
export interface FileLife {
  readonly path: string
  readonly fromMs: Millis
  toMs?: Millis
}

/** How a command came out: an exit code, the end of the shell, an endless wait, or something that is not known here. */
export type Outcome = { readonly kind: 'code' | 'exit'; readonly code: number } | { readonly kind: 'forever' | 'unknown' }

export interface ShellState {
  now: Millis
  readonly lives: FileLife[]
  /** Paths that the script ever made or removed. */
  readonly known: Set<string>
  exitsOnError: boolean
  trapsTerm: boolean
  /** Files that nothing is known of are taken to be there. */
  readonly assumesFiles: boolean
  stepsLeft: number
}

const success: Outcome = { kind: 'code', code: 0 }
const failure: Outcome = { kind: 'code', code: 1 }
const forever: Outcome = { kind: 'forever' }
const unknown: Outcome = { kind: 'unknown' }

export const newShell = (assumesFiles = false): ShellState =>
  ({ now: 0, lives: [], known: new Set(), exitsOnError: false, trapsTerm: false, assumesFiles, stepsLeft: 20_000 })

export function runCommand(shell: ShellState, command: Command): Outcome {
  // A script that goes round for ever without an end in sight runs for ever.
  if (--shell.stepsLeft <= 0) return forever
  switch (command.kind) {
    case 'list': return runList(shell, command.items)
    case 'simple': return runSimple(shell, command.words, command.outputs)
    case 'loop': return runLoop(shell, command)
    case 'if': return runIf(shell, command)
    case 'for': return runTimes(shell, command)
  }
}

function runList(shell: ShellState, items: readonly AndOr[]): Outcome {
  let last: Outcome = success
  for (const [index, { command, after }] of items.entries()) {
    const hasFailed = last.kind === 'code' && last.code !== 0
    if ((after === '&&' && hasFailed) || (after === '||' && !hasFailed)) continue
    last = runCommand(shell, command)
    if (last.kind !== 'code') return last
    const isTested = items[index + 1]?.after === '&&' || items[index + 1]?.after === '||'
    if (shell.exitsOnError && last.code !== 0 && !isTested) return { kind: 'exit', code: last.code }
  }
  return last
}

function runLoop(shell: ShellState, { until, condition, body }: Command & { readonly kind: 'loop' }): Outcome {
  for (;;) {
    const test = runCommand(shell, condition)
    if (test.kind !== 'code') return test
    if ((test.code === 0) === until) return success
    const outcome = runCommand(shell, body)
    if (outcome.kind !== 'code') return outcome
  }
}

function runIf(shell: ShellState, { condition, body, otherwise }: Command & { readonly kind: 'if' }): Outcome {
  const test = runCommand(shell, condition)
  if (test.kind !== 'code') return test
  if (test.code === 0) return runCommand(shell, body)
  return otherwise === undefined ? success : runCommand(shell, otherwise)
}

function runTimes(shell: ShellState, { times, body }: Command & { readonly kind: 'for' }): Outcome {
  for (let i = 0; i < times; i++) {
    const outcome = runCommand(shell, body)
    if (outcome.kind !== 'code') return outcome
  }
  return success
}

function runSimple(shell: ShellState, words: readonly Word[], outputs: readonly string[]): Outcome {
  const [name, ...rest] = words
  for (const path of outputs) if (!path.startsWith('/dev/')) create(shell, path)
  if (name === undefined || (/^\w+=/.test(name.text) && rest.length === 0)) return success
  if (name.isOpaque) return unknown
  return run(shell, baseName(name.text), rest)
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const harmless = new Set([':', 'true', 'echo', 'printf', 'date', 'mkdir', 'rmdir', 'export', 'cd', 'pwd', 'chmod', 'chown', 'hostname', 'env', 'id', 'whoami', 'uname', 'wait', 'umask', 'ls', 'sync'])

function run(shell: ShellState, name: string, args: readonly Word[]): Outcome {
  if (harmless.has(name)) return success
  const paths = args.filter(({ text }) => !text.startsWith('-'))
  const isKnown = args.every(({ isOpaque }) => !isOpaque)
  switch (name) {
    case 'false': return failure
    case 'sleep': return isKnown ? sleep(shell, args) : unknown
    case 'exit': return { kind: 'exit', code: isKnown ? Number(args[0]?.text ?? 0) || 0 : 0 }
    case 'exec': return isKnown && args[0] !== undefined ? ended(run(shell, baseName(args[0].text), args.slice(1))) : unknown
    case 'touch': return each(paths, ({ text }) => create(shell, text))
    case 'rm': return each(paths, ({ text }) => remove(shell, text))
    case 'cat': return paths.every(({ text, isOpaque }) => isOpaque || hasFile(shell, text)) ? success : failure
    case 'test': case '[': case '[[': return isKnown ? testFile(shell, args) : unknown
    case 'set':
      shell.exitsOnError ||= args.some(({ text }) => /^-\w*e/.test(text))
      return success
    case 'trap':
      shell.trapsTerm = true
      return success
    default: return unknown
  }
}

const ended = (outcome: Outcome): Outcome => (outcome.kind === 'code' ? { kind: 'exit', code: outcome.code } : outcome)

function each(words: readonly Word[], act: (word: Word) => void): Outcome {
  if (words.some(({ isOpaque }) => isOpaque)) return unknown
  words.forEach(act)
  return success
}

const units: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function sleep(shell: ShellState, args: readonly Word[]): Outcome {
  for (const { text } of args) {
    if (/^inf(inity)?$/.test(text)) return forever
    const parsed = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text)
    if (parsed === null) return failure
    shell.now += Math.round(Number(parsed[1]) * units[parsed[2]!]!)
  }
  return success
}

function testFile(shell: ShellState, args: readonly Word[]): Outcome {
  const texts = args.map(({ text }) => text).filter((text) => text !== ']' && text !== ']]')
  const isNegated = texts[0] === '!'
  const [flag, path] = isNegated ? texts.slice(1) : texts
  if (path === undefined || !/^-[efdrswx]$/.test(flag ?? '')) return unknown
  return hasFile(shell, path) === isNegated ? failure : success
}

function create(shell: ShellState, path: string): void {
  shell.known.add(path)
  if (!shell.lives.some((life) => life.path === path && life.toMs === undefined)) shell.lives.push({ path, fromMs: shell.now })
}

function remove(shell: ShellState, path: string): void {
  shell.known.add(path)
  const life = shell.lives.find((candidate) => candidate.path === path && candidate.toMs === undefined)
  if (life !== undefined) life.toMs = shell.now
}

const hasFile = (shell: ShellState, path: string): boolean =>
  (shell.assumesFiles && !shell.known.has(path)) || existsAt(shell.lives, shell.known, path, shell.now)

/** Whether a path is there. Of paths that the script never touches, those in /tmp are not there and others are taken to be. */
export function existsAt(lives: readonly FileLife[], known: ReadonlySet<string>, path: string, at: Millis): boolean {
  if (!known.has(path)) return !path.startsWith('/tmp/')
  return lives.some((life) => life.path === path && life.fromMs <= at && (life.toMs === undefined || at < life.toMs))
}
