import type { Container } from '../../api/types.js'
import type { ImageTraits } from './image.js'
import { commonTools } from './root.js'

/** Arguments of an image whose entrypoint is not known are a command of their own when they name one of these. */
const tools: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash', 'sleep', 'true', 'false', 'echo', 'cat', 'touch', 'date', 'env', 'tail', 'seq', 'printf', 'ls'])

/**
 * The arguments that a container starts with: `command` takes the place of the image's entrypoint and drops its command, `args` that of
 * its command; `$(NAME)` is replaced by the environment (expansion.Expand, kubelet 1.36).
 */
export function argvOf({ family, entrypoint, command: defaults }: Pick<ImageTraits, 'family' | 'entrypoint' | 'command'>, command: readonly string[] | undefined,
  args: readonly string[] | undefined, env: Readonly<Record<string, string>>): readonly string[] {
  const isCommandAlone = family === 'unknown' && tools.has(args?.[0]?.replace(/^.*\//, '') ?? '')
  const hasCommand = command !== undefined && command.length > 0
  const hasArgs = args !== undefined && args.length > 0
  const argv = hasCommand ? [...command, ...(args ?? [])] : isCommandAlone ? args! : [...entrypoint, ...(hasArgs ? args : defaults)]
  return argv.map((text) => expandReferences(text, env))
}

/** `$(NAME)` becomes the variable's value, `$$(NAME)` is `$(NAME)`; what is not defined stays. */
export function expandReferences(text: string, env: Readonly<Record<string, string>>): string {
  if (!text.includes('$')) return text
  return text.replaceAll(/\$\$|\$\(([^()]*)\)/g, (all, name: string | undefined) => (name === undefined ? '$' : env[name] ?? all))
}

/** Whether a container of a custom image starts with a shell or a tool, so that what it does is known. */
export function isKnownCommand({ command, args }: Container): boolean {
  const hasCommand = command !== undefined && command.length > 0
  const name = hasCommand ? command[0]! : args?.[0] ?? ''
  const isPlaced = /^(?:\/(?:usr\/)?s?bin\/)?[^/]+$/.test(name)
  return isPlaced && (hasCommand ? commonTools : tools).has(name.slice(name.lastIndexOf('/') + 1))
}
