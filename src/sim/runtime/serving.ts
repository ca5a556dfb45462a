import { namesIn, absolute, locate } from './files/mounted.js'
import { servers } from './images/servers.js'
import type { Machine, Task } from './os/state.js'
import { programs } from './programs/registry.js'
import type { ServedFiles, Server, ServerAnswer } from './programs/server.js'
import type { ProcessState, World } from './process.js'

interface Serving {
  readonly task: Task
  readonly server: Server
  readonly isReady: boolean
}

function* servingOf(process: Readonly<Machine>): Generator<Serving> {
  for (const task of process.tasks.values()) {
    const server = task.program === undefined ? undefined : servers[task.program.name]
    const since = task.program?.at['since']
    if (server !== undefined && task.status === undefined && typeof since === 'number') yield { task, server, isReady: process.now - since >= server.readyMs }
  }
}

/** Ports that the container's programs listen on now; without the files around them, by what their images bring. */
export const listeningPorts = (process: ProcessState, world?: World): readonly number[] =>
  [...servingOf(process)].flatMap(({ task, server, isReady }) => (isReady ? server.ports(task.argv, task.env, world === undefined ? noFiles : filesOf(process, world, task)) : []))

const noFiles: ServedFiles = { file: () => undefined, names: () => [] }

function filesOf(process: ProcessState, world: World, task: Task): ServedFiles {
  const files = { mounts: process.spec.mounts, volumes: world.volumes, onRead: (): void => undefined }
  const place = (path: string): ReturnType<typeof locate> => locate(files, absolute(task.cwd, path))
  return {
    file: (path) => {
      const located = place(path)
      return located.ok ? located.place.node : undefined
    },
    names: (path) => {
      const located = place(path)
      return located.ok ? namesIn(files, located.place) : []
    },
  }
}

/** When a server that has not begun to listen will; undefined: none is about to. */
export function nextListening(process: ProcessState): number | undefined {
  const instants = [...servingOf(process)].flatMap(({ task, server, isReady }) => (isReady ? [] : [Number(task.program?.at['since']) + server.readyMs]))
  return instants.length === 0 ? undefined : Math.min(...instants)
}

/** Whether a program that nobody knows runs, which is taken to listen wherever the manifest says. */
export const servesUnknown = (process: ProcessState): boolean =>
  [...process.tasks.values()].some(({ program, argv, status }) => status === undefined && program?.at['serves'] === true && isUnknown(program.name, argv))
const isUnknown = (name: string, argv: readonly string[]): boolean =>
  name === 'unknown' || servers[name]?.knows?.(argv) === false || (name !== 'exec' && name !== 'shell' && programs[name] === undefined)

export interface AskedRequest {
  readonly method: string
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a server in the container answers; undefined: nothing listens there; `silent`: something does that speaks no HTTP. */
export function answerRequest(process: ProcessState, world: World, request: AskedRequest): ServerAnswer | 'silent' | undefined {
  for (const { task, server, isReady } of servingOf(process)) {
    const files = filesOf(process, world, task)
    if (!isReady || !server.ports(task.argv, task.env, files).includes(request.port)) continue
    if (server.http === undefined) return 'silent'
    return server.http({ ...request, ...files, hostname: process.spec.hostname, argv: task.argv, env: task.env, addresses: world.addresses ?? [] })
  }
  return undefined
}
