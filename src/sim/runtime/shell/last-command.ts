import type { Turn } from '../os/state.js'
import { isFinalCommand } from './control.js'
import { scriptOf } from './script.js'
import type { FrameOf, Shell } from './state.js'

/**
 * Whether a program takes the shell's place instead of running as its child: signals reach it then, where a shell as PID 1 ignores them.
 * The dash of Debian 12 keeps the shell for what `-c` gives; busybox ash passes EV_EXIT down to what the text ends with (evalstring, evaltree);
 * bash 5.2 looks at the end of its last line (ONESHOT, optimize_connection_fork). Subshells have nothing to stay for in any of them. Which shell
 * a custom image calls sh nobody knows: it is one that makes room.
 * `shell.frames` are those below the command.
 */
export function takesPlace(turn: Turn, shell: Shell, hasRedirects: boolean): boolean {
  const { frames, traps, dialect, options } = shell
  if (!isFinalCommand(shell) || frames.some(({ kind }) => kind === 'redirect' || kind === 'call') || [...traps.values()].some((action) => action !== '')) return false
  const script = frames.find((frame): frame is FrameOf<'script'> => frame.kind === 'script')
  if (script === undefined) return true
  if (script.role !== 'main') return false
  if (dialect === 'dash') return turn.machine.spec.flavour === 'unknown'
  const { rest } = scriptOf(script.text, dialect, script.line, options.has('extglob'))
  return dialect === 'ash' ? rest === '' : rest.length <= 1 && !hasRedirects && endsLine(shell)
}

/** bash looks at the last command of a list, and at that of `&&` and `||` when the line is nothing else. */
function endsLine({ frames: [, list, andOr, ...inner] }: Shell): boolean {
  if (list?.kind !== 'list' || inner.length > 0) return false
  if (andOr !== undefined) return andOr.kind === 'andor' && list.items.length === 1
  return list.items.at(-2)?.isBackground !== true
}
