import { absolute, normal } from '../files/mounted.js'
import type { Task, Turn } from './state.js'

/** Directories that hold nothing when a container begins, whatever its image. */
const fresh = /^\/(?:tmp|run|dev|proc|sys|var\/(?:run|tmp|lock))(?:\/|$)/

/**
 * Whether a path at which nothing is may be a file of the container's image all the same, because nobody knows that image. Files of
 * volumes are known. From then on the container is not taken at its word when it fails by itself, see `goesOnUnknown`.
 */
export function isAssumed({ machine }: Turn, task: Pick<Task, 'cwd' | 'exec'>, path: string): boolean {
  const { flavour, mounts } = machine.spec
  if (flavour !== 'unknown' || path === '') return false
  const full = normal(absolute(task.cwd, path))
  if (fresh.test(full) || mounts.some((mount) => mount.path !== '/' && `${full}/`.startsWith(`${mount.path}/`))) return false
  if (task.exec === 0) machine.isGuess = true
  return true
}

export function noteUnknown({ machine, touched }: Turn, name: string): void {
  touched.isUnsure = true
  if (!machine.unknownPrograms.includes(name)) machine.unknownPrograms = [...machine.unknownPrograms, name]
}

/** A process is a program of which nothing is known. `serves`: it is what the container runs. */
export function becomeUnknown(turn: Turn, task: Task, name: string, serves: boolean): void {
  noteUnknown(turn, name)
  task.shell = undefined
  task.program = { name: 'unknown', at: { serves } }
}

/**
 * Whether PID 1, about to end with a failure of its own, goes on as a program that nobody knows: it missed a file that its image may have,
 * and no `exit` of its script says how it ends.
 */
export function goesOnUnknown({ machine }: Turn, task: Task, status: number): boolean {
  if (task.pid !== 1 || !machine.isGuess || (status & 255) === 0 || task.endedBy !== undefined) return false
  machine.isGuess = false
  return true
}
