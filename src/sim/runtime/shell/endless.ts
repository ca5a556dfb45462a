import type { Task } from '../os/state.js'
import type { ProcessState } from '../process.js'
import { bareText, type Assignment, type Command, type CountCommand, type List, type LoopCommand, type Part, type Redirect, type Word } from './ast.js'
import type { Shell } from './state.js'

/** Commands that only write, wait or look: none of them ends a shell, a process or a loop, nor asks anybody outside the container. */
const harmless: ReadonlySet<string> = new Set([':', '[', 'cat', 'date', 'echo', 'env', 'expr', 'hostname', 'ls', 'printf', 'pwd', 'sleep', 'tail', 'tee', 'test', 'true', 'uname', 'uptime', 'usleep', 'wc'])

/**
 * Whether what runs in a container is known to go on for ever and to come to nothing but text: each of its processes waits for files, or for
 * one that does, or is inside a loop that no condition and no command of its body can leave. False says nothing: it may end, or not.
 */
export function isEndless(machine: ProcessState): boolean {
  if (machine.exit !== undefined) return false
  for (const task of machine.tasks.values()) if (task.status === undefined && !goesOn(machine, task)) return false
  return true
}

/** A child of a looping shell is part of a round, for such a shell has no jobs in the background. */
function goesOn(machine: ProcessState, task: Task): boolean {
  if (task.signals.length > 0 || task.isOrphan || task.exec !== 0) return false
  const { wait } = task
  if (wait?.on === 'files' || wait?.on === 'forever' || isLooping(task.shell)) return true
  if (wait?.on === 'children' && wait.pids.every((pid) => isGoingOn(machine, pid))) return true
  for (let parent = machine.tasks.get(task.ppid); parent !== undefined; parent = machine.tasks.get(parent.ppid)) if (isLooping(parent.shell)) return true
  return false
}

function isGoingOn(machine: ProcessState, pid: number): boolean {
  const task = machine.tasks.get(pid)
  return task !== undefined && task.status === undefined && goesOn(machine, task)
}

function isLooping(shell: Shell | undefined): boolean {
  if (shell === undefined || shell.jobs.length > 0 || shell.traps.size > 0 || shell.functions.size > 0) return false
  // `set -e` and `set -u` end a shell in the middle of a round
  if (shell.options.has('e') || shell.options.has('u')) return false
  return shell.frames.some((frame) => (frame.kind === 'loop' && isUnending(frame.node)) || (frame.kind === 'count' && isUncounted(frame.node)))
}

const isUnending = ({ condition: { items }, body, isUntil, redirects }: LoopCommand): boolean =>
  redirects.length === 0 && items.length === 1 && isConstant(items[0]!.command, isUntil) && isHarmlessList(body)

/** `for ((;;))`: its first expression was computed already. */
const isUncounted = ({ test, next, body, redirects }: CountCommand): boolean => redirects.length === 0 && test === undefined && next === undefined && isHarmlessList(body)

function isConstant(command: Command, isUntil: boolean): boolean {
  if (command.kind !== 'simple' || command.words.length !== 1 || command.assignments.length > 0) return false
  const name = bareText(command.words[0]!)
  return isUntil ? name === 'false' : name === 'true' || name === ':'
}

const isHarmlessList = ({ items }: List): boolean => items.every(({ command, isBackground }) => !isBackground && isHarmless(command))

function isHarmless(command: Command): boolean {
  switch (command.kind) {
    case 'simple': {
      const [name] = command.words
      const isKnown = name === undefined || harmless.has(bareText(name) ?? '')
      return isKnown && command.words.every(isHarmlessWord) && command.assignments.every(isHarmlessAssignment) && command.redirects.every(isHarmlessRedirect)
    }
    case 'pipeline': return command.commands.every(isHarmless)
    case 'andor': return isHarmless(command.first) && command.rest.every((each) => isHarmless(each.command))
    case 'list': return isHarmlessList(command)
    case 'group': return command.redirects.every(isHarmlessRedirect) && isHarmlessList(command.body)
    case 'if': return command.redirects.length === 0 && command.clauses.every(({ condition, body }) => isHarmlessList(condition) && isHarmlessList(body)) && (command.otherwise === undefined || isHarmlessList(command.otherwise))
    default: return false
  }
}

/** An index is computed, and may be none. */
const isHarmlessAssignment = ({ index, word, elements = [] }: Assignment): boolean =>
  index === undefined && isHarmlessWord(word) && elements.every((element) => element.index === undefined && isHarmlessWord(element.word))

const isHarmlessRedirect = ({ word }: Redirect): boolean => isHarmlessWord(word)

const isHarmlessWord = ({ parts }: Word): boolean => parts.every(isHarmlessPart)

/** `${x:?}` and divisions can end a shell. */
function isHarmlessPart(part: Part): boolean {
  switch (part.kind) {
    case 'text': return true
    case 'parameter': return part.operator === '' && part.index === undefined && part.isIndirect === undefined
    case 'command': return isHarmlessList(part.body)
    case 'process': return false
    case 'arithmetic': return part.word.parts.every((inner) => isHarmlessPart(inner) && (inner.kind !== 'text' || !/[/%]/.test(inner.text)))
  }
}
