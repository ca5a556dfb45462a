import type { Millis } from '../../api/types.js'
import { namesIn, type Place } from '../files/mounted.js'
import type { FileNode } from '../files/tree.js'
import { lookUp, viewOf } from '../os/files.js'
import { write } from '../os/io.js'
import type { Signal } from '../process.js'
import { exit, waitFor, type Call, type Program, type Step } from './program.js'
import { unknown } from './unknown.js'

/** The files of the container that a server reads. */
export interface ServedFiles {
  readonly file: (path: string) => FileNode | undefined
  readonly names: (path: string) => readonly string[]
}

/** The files of the container as a server finds them that begins. */
export interface ServerDisk extends ServedFiles {
  /** Whether nothing can be made or changed at a path. */
  readonly isReadOnly: (path: string) => boolean
}

/** What a server is asked over HTTP. */
export interface ServerRequest extends ServedFiles {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly port: number
  /** Where it runs. */
  readonly hostname: string
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly addresses: readonly string[]
}

export interface ServerAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A server program as data: what it listens on, says, and how it ends. */
export interface Server {
  readonly ports: (argv: readonly string[], env: ReadonlyMap<string, string>, files: ServedFiles) => readonly number[]
  /** Whether its arguments say what it does: an interpreter's own script is nobody's to know. Absent: they always do. */
  readonly knows?: (argv: readonly string[]) => boolean
  /** From its start until it listens. */
  readonly readyMs: Millis
  /** Why it does not start, with its words on standard error. */
  readonly refuse?: (env: ReadonlyMap<string, string>, argv: readonly string[], disk: ServerDisk) => { readonly words: string; readonly code: number } | undefined
  /** Ends at once with this: `nginx -t`, `redis-server --version`. */
  readonly asks?: (argv: readonly string[]) => { readonly words: string; readonly code: number } | undefined
  /** What it only tells the one that runs already, and then ends: `nginx -s quit`. `nothing`: it goes on as it did. */
  readonly tells?: (argv: readonly string[]) => Signal | 'nothing' | undefined
  /** Its words where none runs. */
  readonly alone?: string
  readonly greeting?: string
  readonly greetingStream?: 1 | 2
  /** A signal that is not named has the kernel's default: PID 1 ignores it. */
  readonly stops: Readonly<Record<string, { readonly afterMs: Millis; readonly code: number }>>
  /** Undefined: it speaks no HTTP. */
  readonly http?: (request: ServerRequest) => ServerAnswer
}

export const html = (status: number, body: string, server?: string): ServerAnswer => ({ status, headers: { ...(server === undefined ? {} : { Server: server }), 'Content-Type': 'text/html', 'Content-Length': String(body.length) }, body })
export const text = (status: number, body: string): ServerAnswer => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': String(body.length) }, body })
export const json = (status: number, value: unknown): ServerAnswer => {
  const body = `${JSON.stringify(value, null, 2)}\n`
  return { status, headers: { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }, body }
}

/** Ends soon after SIGTERM and its like, with 0. */
export const graceful: Server['stops'] = { TERM: { afterMs: 0, code: 0 }, QUIT: { afterMs: 0, code: 0 }, INT: { afterMs: 0, code: 0 } }

const diskOf = ({ turn, task }: Call): ServerDisk => {
  const look = (path: string): Place | undefined => {
    const found = lookUp(turn, task, path)
    return found.ok ? found.place : undefined
  }
  return {
    file: (path) => look(path)?.node,
    names: (path) => {
      const place = look(path)
      return place === undefined ? [] : namesIn(viewOf(turn), place)
    },
    isReadOnly: (path) => look(path)?.isReadOnly === true,
  }
}

const tellMs = 10

function tell({ turn, task }: Call, server: Server, signal: Signal | 'nothing'): Step {
  turn.touched.processes = true
  const running = [...turn.machine.tasks.values()].find(({ program, status }) => status === undefined && program?.name === task.program?.name && program?.at['since'] !== undefined)
  if (running === undefined) {
    write(turn, task, 2, server.alone ?? '')
    return exit(1)
  }
  const stop = signal === 'nothing' ? undefined : server.stops[signal]
  // It ends a moment later than whoever told it to.
  if (stop !== undefined && running.program !== undefined) {
    running.program = { name: running.program.name, at: { code: stop.code } }
    running.wait = { on: 'time', until: turn.now + stop.afterMs + tellMs }
  }
  return exit(0)
}

export const serverProgram = (server: Server): Program => ({
  step: (call, at) => {
    if (typeof at['code'] === 'number') return exit(at['code'])
    if (typeof at['since'] === 'number') return waitFor({ on: 'forever' }, at)
    const { turn, task, argv } = call
    if (server.knows?.(argv) === false) return unknown.step(call, at)
    const told = server.tells?.(argv)
    if (told !== undefined) return tell(call, server, told)
    const asked = server.asks?.(argv)
    const refused = asked === undefined ? server.refuse?.(task.env, argv, diskOf(call)) : undefined
    const ends = asked ?? refused
    if (ends !== undefined) {
      write(turn, task, 2, ends.words)
      return exit(ends.code)
    }
    write(turn, task, server.greetingStream ?? 2, server.greeting ?? '')
    return waitFor({ on: 'forever' }, { since: turn.now })
  },
  onSignal: (call, at, signal) => {
    if (server.knows?.(call.argv) === false) return unknown.onSignal?.(call, at, signal)
    const stop = server.stops[signal]
    if (stop === undefined || typeof at['code'] === 'number') return undefined
    return stop.afterMs === 0 ? exit(stop.code) : waitFor({ on: 'time', until: call.turn.now + stop.afterMs }, { code: stop.code })
  },
})

/** A client tool that works as long as a server of that name runs in the same container and is ready. */
export const clientProgram = (server: string, readyMs: Millis, answers: (call: Call, isReady: boolean) => { readonly words: string; readonly code: number }): Program => ({
  step: (call) => {
    const { turn, task } = call
    turn.touched.processes = true
    const since = [...turn.machine.tasks.values()].find(({ program, status }) => status === undefined && program?.name === server)?.program?.at['since']
    const { words, code } = answers(call, typeof since === 'number' && turn.now - since >= readyMs)
    write(turn, task, code === 0 ? 1 : 2, words)
    return exit(code)
  },
})
