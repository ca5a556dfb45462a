import type { Container } from '../api/types.js'
import { isKnownCommand } from '../runtime/images/argv.js'
import { isIdleShell, profileOf } from '../runtime/profile.js'
import type { Scope } from './state.js'

/**
 * Whether what the container starts is run, step by step: a shell, a tool, or what a known image brings, where no behaviour of the
 * scenario replaces it. Others cost nothing but what is known of them beforehand.
 */
export function runsScript({ context, worker }: Scope, container: Container): boolean {
  const { isRunGiven, image, foreseen } = profileOf(context.options, worker.pod, container)
  return !isRunGiven && foreseen === undefined && (image === undefined ? isKnownCommand(container) : !isIdleShell(image, container))
}
