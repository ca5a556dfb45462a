import type { Container, Millis } from '../api/types.js'
import { imageTraits, unknownImage } from './images/registry.js'
import { rootOf, serverPath } from './images/stand-in.js'
import { noNetwork } from './network.js'
import { createProcess, execute, startFault, type Execution, type ProcessSpec, type World } from './process.js'

/** What a command comes to that a probe or hook runs in a container. */
export interface CommandOutcome {
  readonly code: number
  readonly output: string
  /** Infinity: it did not end within its time. */
  readonly afterMs: Millis
  /** Why it could not be begun, in the words of runc. */
  readonly fault?: string
}

/**
 * Whether a failure says nothing of a container whose own program nobody knows: that may have made the file which is not there, be among
 * the processes, or listen; and a tool that only its image has may have said something else.
 */
export const provesNothing = ({ network, processes, isUnsure }: Execution['rests'], command: readonly string[]): boolean =>
  network || processes || isUnsure || command.some((text) => text.includes('$'))

const outcomes = new WeakMap<Container, Map<string, CommandOutcome>>()

/**
 * What a command comes to in a container of which nothing is known but its image: it fails only where it fails in all of them. `limitMs`:
 * how long it may take. Containers of one template share the answer.
 */
export function runAlone(container: Container, command: readonly string[], limitMs: Millis): CommandOutcome {
  let known = outcomes.get(container)
  if (known === undefined) outcomes.set(container, (known = new Map()))
  const key = `${limitMs} ${command.join('\u0000')}`
  let outcome = known.get(key)
  if (outcome === undefined) known.set(key, (outcome = run(container, command, limitMs)))
  return outcome
}

function run(container: Container, command: readonly string[], limitMs: Millis): CommandOutcome {
  const traits = imageTraits(container.image ?? '') ?? unknownImage
  const spec: ProcessSpec = { title: `container ${container.name}`, argv: [serverPath], env: traits.env, hostname: '', mounts: [{ path: '/', volume: 'root' }], flavour: traits.flavour, role: 'service' }
  const world: World = { volumes: new Map([['root', rootOf(traits)]]), network: noNetwork, epochMs: 0 }
  const process = createProcess(spec, 0)
  const fault = startFault(process, world, command)
  if (fault !== undefined) return { code: 0, output: '', afterMs: 0, fault }
  const { exit, stdout, stderr, rests } = execute(process, world, command, 0, limitMs)
  if (exit === undefined) return { code: 137, output: '', afterMs: Number.POSITIVE_INFINITY }
  return exit.code === 0 || provesNothing(rests, command) ? { code: 0, output: '', afterMs: exit.at } : { code: exit.code, output: stdout + stderr, afterMs: exit.at }
}
