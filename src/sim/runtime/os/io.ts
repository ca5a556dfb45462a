import { absolute, locate } from '../files/mounted.js'
import { fileOf } from '../files/tree.js'
import { find, isWritable, put, viewOf, type Errno } from './files.js'
import { charactersPerStep, fileLimit } from './limits.js'
import type { Descriptor, OpenFile, Task, Turn } from './state.js'

/** Bytes that a pipe holds before a writer waits. */
const pipeCapacity = 65_536

export type OpenMode = 'read' | 'write' | 'append' | 'both'
export type Opened = { readonly ok: true; readonly descriptor: Descriptor } | { readonly ok: false; readonly errno: Errno }

const devices: Readonly<Record<string, Descriptor>> = {
  '/dev/null': { kind: 'null' }, '/dev/zero': { kind: 'zero' }, '/dev/full': { kind: 'full' }, '/dev/tty': { kind: 'null' }, '/dev/random': { kind: 'zero' }, '/dev/urandom': { kind: 'zero' },
}
const ownStream = /^\/dev\/(?:std(in|out|err)|fd\/(\d+))$|^\/proc\/(self|\d+)\/fd\/(\d+)$/

/** Opens a path as the shell's redirections and the programs do. */
export function openPath(turn: Turn, task: Task, path: string, mode: OpenMode): Opened {
  const device = openDevice(turn, task, absolute(task.cwd, path))
  if (device !== undefined) return device
  const found = find(turn, task, path)
  if (!found.ok) return found
  const { place } = found
  if (place.node?.kind === 'directory' && mode !== 'read') return { ok: false, errno: 'EISDIR' }
  if (mode === 'read') {
    if (place.node === undefined) return { ok: false, errno: 'ENOENT' }
  } else if (place.node === undefined || (mode === 'write' && place.node.kind === 'file')) {
    const errno = put(turn, place, { ...fileOf('', turn.now), ...(place.node?.kind === 'file' ? { mode: place.node.mode, ...(place.node.owner === undefined ? {} : { owner: place.node.owner }) } : {}) })
    if (errno !== undefined) return { ok: false, errno }
  } else if (place.isReadOnly) return { ok: false, errno: 'EROFS' }
  else if (!isWritable(turn, place.node)) return { ok: false, errno: 'EACCES' }
  const id = turn.machine.nextId++
  turn.machine.open.set(id, { path: place.path, offset: 0, isAppending: mode === 'append', canRead: mode === 'read' || mode === 'both', canWrite: mode !== 'read' })
  return { ok: true, descriptor: { kind: 'open', open: id } }
}

function openDevice(turn: Turn, task: Task, path: string): Opened | undefined {
  const device = devices[path]
  if (device !== undefined) return { ok: true, descriptor: device }
  const match = ownStream.exec(path)
  if (match === null) return undefined
  const owner = match[3] === undefined || match[3] === 'self' ? task : turn.machine.tasks.get(Number(match[3]))
  const fd = match[1] === undefined ? Number(match[2] ?? match[4]) : ['in', 'out', 'err'].indexOf(match[1])
  const descriptor = owner?.fds.get(fd)
  return descriptor === undefined ? { ok: false, errno: 'ENOENT' } : { ok: true, descriptor }
}

/** The descriptor of a process that a path names: `/dev/stdin`, `/dev/fd/N`; undefined: none that is open. */
export function descriptorAt(task: Task, path: string): number | undefined {
  const match = /^\/dev\/(?:stdin|fd\/(\d+))$/.exec(path)
  if (match === null) return undefined
  const fd = Number(match[1] ?? 0)
  return task.fds.has(fd) ? fd : undefined
}

export function newPipe(turn: Turn, text: string = ''): { readonly read: Descriptor; readonly write: Descriptor } {
  const pipe = turn.machine.nextId++
  turn.machine.pipes.set(pipe, { text })
  return { read: { kind: 'pipe', pipe, end: 'read' }, write: { kind: 'pipe', pipe, end: 'write' } }
}

export type Read = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'end' } | { readonly kind: 'wait' }
const end: Read = { kind: 'end' }

/** Reads what is there: all of it, or up to and with a newline (or what ends lines instead), so that what comes behind is left for the next reader. */
export function read(turn: Turn, task: Task, fd: number, unit: 'all' | 'line' = 'all', lineEnd: string = '\n'): Read {
  const descriptor = task.fds.get(fd)
  if (descriptor?.kind === 'pipe') return readPipe(turn, descriptor.pipe, unit, lineEnd)
  if (descriptor?.kind === 'quiet') return { kind: 'wait' }
  if (descriptor?.kind === 'zero') return { kind: 'text', text: '\0'.repeat(4096) }
  if (descriptor?.kind !== 'open') return end
  const file = turn.machine.open.get(descriptor.open)
  if (file === undefined || !file.canRead) return end
  const text = textOf(turn, file)
  if (file.offset >= text.length) return end
  const newline = unit === 'line' ? text.indexOf(lineEnd, file.offset) : -1
  const until = newline < 0 ? text.length : newline + 1
  const piece = text.slice(file.offset, until)
  file.offset = until
  return { kind: 'text', text: piece }
}

function textOf(turn: Turn, { path }: OpenFile): string {
  const located = locate(viewOf(turn), path)
  return located.ok && located.place.node?.kind === 'file' ? located.place.node.text : ''
}

function readPipe(turn: Turn, id: number, unit: 'all' | 'line', lineEnd: string): Read {
  const pipe = turn.machine.pipes.get(id)
  if (pipe === undefined) return end
  const isOpen = hasEnd(turn, id, 'write')
  if (pipe.text === '') return isOpen ? { kind: 'wait' } : end
  const newline = unit === 'line' ? pipe.text.indexOf(lineEnd) : pipe.text.length - 1
  if (newline < 0 && isOpen) return { kind: 'wait' }
  const until = newline < 0 ? pipe.text.length : newline + 1
  const text = pipe.text.slice(0, until)
  pipe.text = pipe.text.slice(until)
  return { kind: 'text', text }
}

/** Whether a running process holds that end of a pipe. */
function hasEnd(turn: Turn, pipe: number, which: 'read' | 'write'): boolean {
  for (const { fds, status } of turn.machine.tasks.values()) {
    if (status !== undefined) continue
    for (const descriptor of fds.values()) if (descriptor.kind === 'pipe' && descriptor.pipe === pipe && descriptor.end === which) return true
  }
  return false
}

export function isReadable(turn: Turn, task: Task, fd: number): boolean {
  const descriptor = task.fds.get(fd)
  if (descriptor?.kind === 'quiet') return false
  if (descriptor?.kind !== 'pipe') return true
  return (turn.machine.pipes.get(descriptor.pipe)?.text ?? '') !== '' || !hasEnd(turn, descriptor.pipe, 'write')
}

export function isFull(turn: Turn, task: Task, fd: number): boolean {
  const descriptor = task.fds.get(fd)
  return descriptor?.kind === 'pipe' && (turn.machine.pipes.get(descriptor.pipe)?.text.length ?? 0) >= pipeCapacity && hasEnd(turn, descriptor.pipe, 'read')
}

/** Writes all of a text. A pipe that is full has its writer wait afterwards; one that nobody reads ends it by SIGPIPE. */
export function write(turn: Turn, task: Task, fd: number, text: string): Errno | undefined {
  const descriptor = task.fds.get(fd)
  if (descriptor === undefined) return 'EBADF'
  turn.stepsLeft -= Math.floor(text.length / charactersPerStep)
  if (text === '' || descriptor.kind === 'null' || descriptor.kind === 'zero') return undefined
  if (descriptor.kind === 'stream') return void addOutput(turn, descriptor.stream, descriptor.exec, text)
  if (descriptor.kind === 'pipe') return writePipe(turn, task, fd, descriptor.pipe, text)
  return descriptor.kind === 'open' ? writeFile(turn, descriptor.open, text) : 'EBADF'
}

function addOutput(turn: Turn, stream: 'stdout' | 'stderr', exec: number, text: string): void {
  const last = turn.output.at(-1)
  if (last?.at === turn.now && last.stream === stream && last.exec === exec) turn.output[turn.output.length - 1] = { ...last, text: last.text + text }
  else turn.output.push({ at: turn.now, stream, text, exec })
}

function writePipe(turn: Turn, task: Task, fd: number, id: number, text: string): Errno | undefined {
  const pipe = turn.machine.pipes.get(id)
  if (pipe === undefined || !hasEnd(turn, id, 'read')) {
    if (!task.ignored.includes('PIPE')) task.signals = [...task.signals, 'PIPE']
    return undefined
  }
  pipe.text += text
  if (pipe.text.length >= pipeCapacity && task.wait === undefined) task.wait = { on: 'output', fd }
  return undefined
}

function writeFile(turn: Turn, id: number, text: string): Errno | undefined {
  const file = turn.machine.open.get(id)
  if (file === undefined || !file.canWrite) return 'EBADF'
  const located = locate(viewOf(turn), file.path)
  // A file that was taken away meanwhile has nobody left who could see what is written.
  if (!located.ok || located.place.node?.kind !== 'file') return undefined
  const { node } = located.place
  const offset = file.isAppending ? node.text.length : file.offset
  const before = node.text.length <= offset ? node.text.padEnd(offset, '\0') : node.text.slice(0, offset)
  put(turn, located.place, { ...node, text: (before + text + node.text.slice(offset + text.length)).slice(0, fileLimit), at: turn.now })
  file.offset = offset + text.length
  return undefined
}

/** Forgets pipes and open files that no process holds. */
export function collectDescriptors({ machine }: Turn): void {
  if (machine.pipes.size === 0 && machine.open.size === 0) return
  const pipes = new Set<number>()
  const open = new Set<number>()
  for (const { fds, shell } of machine.tasks.values()) {
    for (const descriptor of fds.values()) note(descriptor, pipes, open)
    for (const frame of shell?.frames ?? []) if (frame.kind === 'redirect') for (const descriptor of frame.saved.values()) note(descriptor, pipes, open)
  }
  for (const id of machine.pipes.keys()) if (!pipes.has(id)) machine.pipes.delete(id)
  for (const id of machine.open.keys()) if (!open.has(id)) machine.open.delete(id)
}

function note(descriptor: Descriptor | undefined, pipes: Set<number>, open: Set<number>): void {
  if (descriptor?.kind === 'pipe') pipes.add(descriptor.pipe)
  else if (descriptor?.kind === 'open') open.add(descriptor.open)
}
