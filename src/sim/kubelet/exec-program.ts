import type { Container } from '../api/types.js'
import { programOf } from '../runtime/program.js'
import { profileOf } from '../runtime/profile.js'
import type { Scope } from './state.js'

const shells = /^(?:\/(?:usr\/)?bin\/)?(?:sh|ash|bash|dash)$/
/** Commands that neither read nor write anything: when they end is known beforehand. */
const plainScript = /^(?:\s|;|&&|\|\||\n|(?:exec\s+)?(?:sleep\s+(?:\d+(?:\.\d+)?[smhd]?|infinity|inf)|true|false|:|exit(?:\s+\d+)?)(?=[\s;&|]|$))*$/

const kinds = new WeakMap<Container, boolean>()

/**
 * Whether the container's own command is run, step by step: a shell's script that is more than sleeping and ending, and that no behaviour
 * of the scenario replaces. All others cost nothing but what is known of them beforehand.
 */
export const runsScript = ({ context, worker }: Scope, container: Container): boolean =>
  isScript(container) && !profileOf(context.options, worker.pod, container).isRunGiven

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
