import type { FileNode } from '../files/tree.js'
import { errnoText, find } from '../os/files.js'
import { reap, spawn } from '../os/tasks.js'
import type { ProgramState } from '../os/state.js'
import { matchesPattern } from '../shell/pattern.js'
import { findExpression, type Expression } from './find-expression.js'
import { removePath } from './file-programs.js'
import { sizeOf } from './list-programs.js'
import { fail, isBusybox, out } from './options.js'
import { exit, waitFor, type Call, type Program, type Step } from './program.js'
import { findPaths, type FoundPath } from './walk.js'

/** What is still to be done: texts to write and commands to run, in order. */
type Deed = string | readonly string[]

interface Progress {
  readonly queue: readonly Deed[]
  readonly pid: number | undefined
  readonly status: number
}

/**
 * find PATH… EXPRESSION: -name -iname -path -type -maxdepth -mindepth -mmin -mtime -newer -size -empty, with ! -a -o and parentheses;
 * -print -print0 -delete -exec … \; and -exec … {} +. What a command of -exec comes to is not known before all paths are looked at: it counts as true.
 */
export const findProgram: Program = {
  step: (call, at) => ('queue' in at ? goOn(call, at as unknown as Progress) : begin(call)),
}

function begin(call: Call): Step {
  const args = call.argv.slice(1)
  const start = args.findIndex((text) => /^[-!(]/.test(text))
  const paths = start < 0 ? args : args.slice(0, start)
  const expression = findExpression(start < 0 ? [] : args.slice(start))
  if (typeof expression === 'string') return exit(fail(call, isBusybox(call) ? `unrecognized: ${expression}` : `unknown predicate \`${expression}'`))
  const deeds: Deed[] = []
  const batches = new Map<Expression, string[]>()
  let status = 0
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const found = findPaths(call, path)
    if (found.length === 0) status = fail(call, isBusybox(call) ? `${path}: ${errnoText.ENOENT}` : `'${path}': ${errnoText.ENOENT}`)
    for (const one of expression.isDeepFirst ? insideOut(found) : found) {
      if (one.depth <= expression.maxDepth && one.depth >= expression.minDepth) isTrue({ call, found: one, deeds, batches }, expression.test)
    }
  }
  for (const [test, found] of batches) if (test.kind === 'run') deeds.push([...test.argv, ...found])
  return goOn(call, { queue: deeds, pid: undefined, status })
}

/** Directories behind what is in them, as one that deletes comes to them. */
function insideOut(found: readonly FoundPath[]): readonly FoundPath[] {
  const order: FoundPath[] = []
  const open: FoundPath[] = []
  for (const one of found) {
    while (open.length > 0 && open.at(-1)!.depth >= one.depth) order.push(open.pop()!)
    open.push(one)
  }
  return [...order, ...open.toReversed()]
}

function goOn(call: Call, { queue, pid, status }: Progress): Step {
  if (pid !== undefined && reap(call.turn, pid) === undefined) return waitFor({ on: 'children', pids: [pid] }, { queue, pid, status } as unknown as ProgramState)
  for (const [index, deed] of queue.entries()) {
    if (typeof deed === 'string') out(call, deed)
    else {
      const child = spawn(call.turn, call.task, { argv: deed, fds: new Map(call.task.fds) })
      return waitFor({ on: 'children', pids: [child.pid] }, { queue: queue.slice(index + 1), pid: child.pid, status } as unknown as ProgramState)
    }
  }
  return exit(status)
}

interface Visit {
  readonly call: Call
  readonly found: FoundPath
  readonly deeds: Deed[]
  /** Paths for the commands that take many. */
  readonly batches: Map<Expression, string[]>
}

function isTrue(visit: Visit, test: Expression): boolean {
  const { call, found: { path }, deeds, batches } = visit
  switch (test.kind) {
    case 'not': return !isTrue(visit, test.operand)
    case 'all': return test.operands.every((operand) => isTrue(visit, operand))
    case 'any': return test.operands.some((operand) => isTrue(visit, operand))
    case 'test': return passes(call, visit.found, test.name, test.value)
    case 'delete': return removePath(call, path)
    case 'print': {
      deeds.push(`${path}${test.end}`)
      return true
    }
    case 'run': {
      if (test.isBatch) batches.set(test, [...batches.get(test) ?? [], path])
      else deeds.push(test.argv.map((text) => text.replaceAll('{}', path)))
      return true
    }
  }
}

const kinds: Readonly<Record<string, FileNode['kind']>> = { f: 'file', d: 'directory', l: 'link' }

function passes(call: Call, { path, node }: FoundPath, name: string, value: string): boolean {
  const base = path.replace(/\/+$/, '').replace(/^.*\//, '')
  switch (name) {
    case '-name': return matchesPattern(value, base)
    case '-iname': return matchesPattern(value.toLowerCase(), base.toLowerCase())
    case '-path': return matchesPattern(value, path)
    case '-type': return kinds[value] === node.kind
    case '-empty': return node.kind === 'directory' ? node.entries.size === 0 : node.kind === 'file' && node.text === ''
    case '-mmin': case '-mtime': return isAged(call, node, value, name === '-mmin' ? 60_000 : 86_400_000)
    case '-newer': {
      const other = find(call.turn, call.task, value)
      return other.ok && other.place.node !== undefined && node.at > other.place.node.at
    }
    case '-size': return isSized(sizeOf(node), value)
    default: return true
  }
}

function isAged(call: Call, node: FileNode, value: string, unitMs: number): boolean {
  call.turn.touched.clock = true
  const age = Math.floor((call.turn.now - node.at) / unitMs)
  const count = Math.abs(Number(value.replace('+', '')))
  return value.startsWith('-') ? age < count : value.startsWith('+') ? age > count : age === count
}

function isSized(size: number, value: string): boolean {
  const match = /^([-+]?)(\d+)([ckMG]?)$/.exec(value)
  const unit = match?.[3] === 'c' ? 1 : match?.[3] === 'k' ? 1024 : match?.[3] === 'M' ? 1 << 20 : match?.[3] === 'G' ? 1 << 30 : 512
  const units = Math.ceil(size / unit)
  const count = Number(match?.[2] ?? 0)
  return match?.[1] === '-' ? units < count : match?.[1] === '+' ? units > count : units === count
}
