import type { Container, Pod } from '../api/types.js'
import { directoryOf, type Directory } from '../runtime/files/tree.js'
import { imageName } from '../runtime/image-name.js'
import type { Flavour, ProcessSpec } from '../runtime/process.js'
import { isRunToCompletion } from '../runtime/workload.js'
import type { ClusterOptions } from '../state.js'
import { expandVariables } from './contents-expand.js'

/** What an image brings to its containers. */
export interface ContainerImage {
  readonly root: Directory
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | undefined
  readonly user: ProcessSpec['user'] | undefined
  readonly flavour: Flavour
  readonly role: ProcessSpec['role']
  /** Entrypoint and arguments, with `$(NAME)` replaced by what the environment says. */
  readonly argvOf: (env: Readonly<Record<string, string>>) => readonly string[]
}

const root = directoryOf({
  bin: directoryOf({}), dev: directoryOf({}), etc: directoryOf({}), home: directoryOf({}), proc: directoryOf({}), root: directoryOf({}), run: directoryOf({}), sys: directoryOf({}),
  tmp: { ...directoryOf({}), mode: 0o1777 }, usr: directoryOf({ bin: directoryOf({}), lib: directoryOf({}), share: directoryOf({}) }), var: directoryOf({ log: directoryOf({}), run: directoryOf({}) }),
})

export function imageFor(_: ClusterOptions, pod: Pod, container: Container): ContainerImage {
  const parsed = imageName(container.image ?? '')
  const flavour: Flavour = parsed.ok && /(?:^|\/)(?:busybox|alpine)(?::|@|$)/.test(parsed.name) ? 'busybox' : 'unknown'
  const isTask = pod.spec.initContainers?.includes(container) === true ? container.restartPolicy !== 'Always' : isRunToCompletion(pod)
  return {
    root, env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }, cwd: undefined, user: undefined, flavour, role: isTask ? 'task' : 'service',
    argvOf: (env) => [...(container.command ?? ['entrypoint']), ...(container.args ?? [])].map((text) => expandVariables(text, (name) => env[name])),
  }
}
