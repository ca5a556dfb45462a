import type { Container, Millis } from '../api/types.js'
import { argvOf } from './images/argv.js'
import type { ImageTraits } from './images/image.js'
import { imageTraits, unknownImage } from './images/registry.js'
import { rootOf } from './images/stand-in.js'
import { noNetwork } from './network.js'
import { advance, createProcess, startFault, type Advanced, type ProcessSpec, type World } from './process.js'

/** How a command ends that does nothing but sleep and end, which is known before it runs. It has no handler for signals. */
export interface Foreseen {
  /** Since the container's start; undefined: it runs until it is killed. */
  readonly exit: { readonly atMs: Millis; readonly code: number } | undefined
}

const foreseen = new WeakMap<Container, Foreseen | null>()
const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|ash|bash|dash)$/
const pauses = /^(?:\/(?:usr\/)?bin\/)?(?:sleep|true|false)$/
/** Commands that neither read nor write anything. */
const plainScript = /^(?:\s|;|&&|\|\||\n|(?:exec\s+)?(?:sleep\s+(?:\d+(?:\.\d+)?[smhd]?|infinity|inf)|true|false|:|exit(?:\s+\d+)?)(?=[\s;&|]|$))*$/

/** What a container's command comes to where nothing around it matters, and nobody runs another one beside it; else undefined. */
export function foreseenOf(container: Container): Foreseen | undefined {
  const known = foreseen.get(container)
  if (known !== undefined) return known ?? undefined
  const found = foresee(container)
  foreseen.set(container, found ?? null)
  return found
}

function foresee(container: Container): Foreseen | undefined {
  const traits = imageTraits(container.image ?? '') ?? unknownImage
  const argv = argvOf(traits, container.command, container.args, {})
  return isPlain(argv) && !runsCommands(container) ? rehearse(traits, argv) : undefined
}

function isPlain([name = '', ...rest]: readonly string[]): boolean {
  if (pauses.test(name)) return plainScript.test([name.replace(/^.*\//, ''), ...rest].join(' '))
  return shells.test(name) && rest.length === 2 && rest[0] === '-c' && plainScript.test(rest[1]!)
}

const runsCommands = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): boolean =>
  [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].some((handler) => handler?.exec !== undefined)

/** Runs it once in the image, with nothing around it. */
function rehearse(traits: ImageTraits, argv: readonly string[]): Foreseen | undefined {
  const spec: ProcessSpec = { title: 'rehearsal', argv, env: traits.env, hostname: '', mounts: [{ path: '/', volume: 'root' }], flavour: traits.flavour, role: 'service' }
  const world: World = { volumes: new Map([['root', rootOf(traits)]]), network: noNetwork, epochMs: 0 }
  const process = createProcess(spec, 0)
  if (startFault(process, world) !== undefined) return undefined
  let advanced: Advanced = advance(process, world, 0)
  while (advanced.exit === undefined && advanced.next !== undefined) advanced = advance(advanced.process, world, advanced.next)
  // Words on standard error belong into a log, and so to a process of the container's own.
  if (advanced.output.length > 0 || advanced.limit !== undefined) return undefined
  return { exit: advanced.exit === undefined ? undefined : { atMs: advanced.exit.at, code: advanced.exit.code } }
}
