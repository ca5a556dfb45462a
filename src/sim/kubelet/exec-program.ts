import type { Container } from '../api/types.js'
import { programOf } from '../runtime/program.js'
import { isIdleShell, profileOf } from '../runtime/profile.js'
import type { Scope } from './state.js'

const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|ash|bash|dash)$/
/** Commands that neither read nor write anything: when they end is known beforehand. */
const plainScript = /^(?:\s|;|&&|\|\||\n|(?:exec\s+)?(?:sleep\s+(?:\d+(?:\.\d+)?[smhd]?|infinity|inf)|true|false|:|exit(?:\s+\d+)?)(?=[\s;&|]|$))*$/

const kinds = new WeakMap<Container, boolean>()

/**
 * Whether what the container starts is run, step by step: a shell's script that is more than sleeping and ending, or what a known image
 * brings, where no behaviour of the scenario replaces it. All others cost nothing but what is known of them beforehand.
 */
export function runsScript({ context, worker }: Scope, container: Container): boolean {
  const { isRunGiven, image } = profileOf(context.options, worker.pod, container)
  return !isRunGiven && (isScript(container) || (image !== undefined && !isIdleShell(image, container) && !isPlain(container)))
}

/** Whether the manifest's command is such a script. */
export function isScript(container: Container): boolean {
  let known = kinds.get(container)
  if (known === undefined) kinds.set(container, (known = isDynamic(container)))
  return known
}

function isDynamic(container: Container): boolean {
  const argv = container.command !== undefined && container.command.length > 0 ? [...container.command, ...(container.args ?? [])] : container.args ?? []
  const [name, ...rest] = argv
  if (name === undefined || !shells.test(name)) return false
  const flag = rest.findIndex((text) => /^-\w*c$/.test(text))
  const script = flag < 0 ? undefined : rest[flag + 1]
  return script === undefined || !plainScript.test(script) || programOf(container) === undefined
}

const plains = new WeakMap<Container, boolean>()
/** Programs that every image with a shell has. */
const everywhere = /^(?:\/bin\/)?(?:sh|sleep|true|false)$/

/** Whether the command only sleeps and ends, and nobody runs another one beside it: no part of the image matters then. */
function isPlain(container: Container): boolean {
  let known = plains.get(container)
  if (known === undefined) plains.set(container, (known = everywhere.test(container.command?.[0] ?? '') && !isScript(container) && programOf(container) !== undefined && !runsCommands(container)))
  return known
}

const runsCommands = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): boolean =>
  [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].some((handler) => handler?.exec !== undefined)
