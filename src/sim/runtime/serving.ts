import { namesIn, absolute, locate } from './files/mounted.js'
import { servers } from './images/servers.js'
import type { Machine, Task } from './os/state.js'
import type { Server, ServerAnswer } from './programs/server.js'
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

/** Ports that the container's programs listen on now. */
export const listeningPorts = (process: ProcessState): readonly number[] =>
  [...servingOf(process)].flatMap(({ task, server, isReady }) => (isReady ? server.ports(task.argv, task.env) : []))

/** When a server that has not begun to listen will; undefined: none is about to. */
export function nextListening(process: ProcessState): number | undefined {
  const instants = [...servingOf(process)].flatMap(({ task, server, isReady }) => (isReady ? [] : [Number(task.program?.at['since']) + server.readyMs]))
  return instants.length === 0 ? undefined : Math.min(...instants)
}

/** Whether a program that nobody knows runs, which is taken to listen wherever the manifest says. */
export const servesUnknown = (process: ProcessState): boolean => [...process.tasks.values()].some(({ program, status }) => status === undefined && program?.name === 'unknown' && program.at['serves'] === true)

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
    if (!isReady || !server.ports(task.argv, task.env).includes(request.port)) continue
    if (server.http === undefined) return 'silent'
    const files = { mounts: process.spec.mounts, volumes: world.volumes, onRead: (): void => undefined }
    const place = (path: string): ReturnType<typeof locate> => locate(files, absolute(task.cwd, path))
    return server.http({
      ...request, hostname: process.spec.hostname, argv: task.argv, env: task.env, addresses: world.addresses ?? [],
      file: (path) => {
        const located = place(path)
        return located.ok ? located.place.node : undefined
      },
      names: (path) => {
        const located = place(path)
        return located.ok ? namesIn(files, located.place) : []
      },
    })
  }
  return undefined
}
