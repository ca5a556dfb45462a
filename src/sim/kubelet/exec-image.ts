import type { Container, Pod } from '../api/types.js'
import type { Directory } from '../runtime/files/tree.js'
import { argvOf } from '../runtime/images/argv.js'
import { imageTraits, unknownImage } from '../runtime/images/registry.js'
import { rootOf } from '../runtime/images/stand-in.js'
import type { Flavour, ProcessSpec, Signal } from '../runtime/process.js'
import { isRunToCompletion } from '../runtime/workload.js'

/** What an image brings to a container. */
export interface ContainerImage {
  readonly root: Directory
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | undefined
  readonly user: ProcessSpec['user'] | undefined
  readonly flavour: Flavour
  readonly role: ProcessSpec['role']
  readonly stopSignal: Signal
  /** Entrypoint and arguments, with `$(NAME)` replaced by what the environment says. */
  readonly argvOf: (env: Readonly<Record<string, string>>) => readonly string[]
}

/** What a container's image is, as far as it is known. */
export function imageFor(pod: Pod, container: Container): ContainerImage {
  const traits = imageTraits(container.image ?? '') ?? unknownImage
  const isTask = pod.spec.initContainers?.includes(container) === true ? container.restartPolicy !== 'Always' : isRunToCompletion(pod)
  return {
    root: rootOf(traits), env: traits.env, cwd: traits.workingDir, user: userOf(pod, container) ?? traits.user, flavour: traits.flavour, role: isTask ? 'task' : 'service', stopSignal: traits.stopSignal ?? 'TERM',
    argvOf: (env) => argvOf(traits, container.command, container.args, env),
  }
}

/** Who the processes run as, where the manifest says so. */
function userOf({ spec }: Pod, { securityContext }: Container): ProcessSpec['user'] | undefined {
  const uid = securityContext?.['runAsUser'] ?? spec.securityContext?.['runAsUser']
  const gid = securityContext?.['runAsGroup'] ?? spec.securityContext?.['runAsGroup']
  return typeof uid === 'number' ? { uid, gid: typeof gid === 'number' ? gid : 0 } : undefined
}
