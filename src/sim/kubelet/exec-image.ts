import type { Container, Pod } from '../api/types.js'
import type { Directory } from '../runtime/files/tree.js'
import { imageName } from '../runtime/image-name.js'
import { alpineRoot, binary, busyboxRoot, debianRoot, emptyRoot, rootWith, unknownRoot } from '../runtime/images/root.js'
import type { Flavour, ProcessSpec } from '../runtime/process.js'
import { isRunToCompletion } from '../runtime/workload.js'
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

interface Base {
  readonly root: Directory
  readonly flavour: Flavour
}

/** Stands for a server of which nothing is known but that it serves until it is told to end. */
export const serverPath = '/proc/server'
const serving = (root: Directory): Directory => rootWith(root, { [serverPath.slice(1)]: binary('unknown') })
const [busybox, alpine, debian, empty, any] = [busyboxRoot, alpineRoot, debianRoot, emptyRoot, unknownRoot].map(serving) as [Directory, Directory, Directory, Directory, Directory]

const kinds: readonly (readonly [RegExp, Base])[] = [
  [/(?:^|\/)busybox$/, { root: busybox, flavour: 'busybox' }],
  [/(?:^|\/)alpine$/, { root: alpine, flavour: 'busybox' }],
  [/(?:^|\/)(?:debian|ubuntu|nginx|httpd|redis|postgres|mysql|mariadb|python|node|ruby)$/, { root: debian, flavour: 'debian' }],
  [/(?:^|\/)pause$|distroless/, { root: empty, flavour: 'none' }],
]
const custom: Base = { root: any, flavour: 'unknown' }

function baseOf(image: string): Base {
  const parsed = imageName(image)
  if (!parsed.ok) return custom
  const tag = parsed.name.slice(parsed.repository.length + 1)
  const found = kinds.find(([pattern]) => pattern.test(parsed.repository))?.[1] ?? custom
  return found.flavour === 'debian' && tag.includes('alpine') ? { root: alpine, flavour: 'busybox' } : found
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a container's image is, as far as it is known. */
export function imageFor(pod: Pod, container: Container): ContainerImage {
  const isTask = pod.spec.initContainers?.includes(container) === true ? container.restartPolicy !== 'Always' : isRunToCompletion(pod)
  return {
    ...baseOf(container.image ?? ''), env: { PATH: path }, cwd: undefined, user: userOf(pod, container), role: isTask ? 'task' : 'service',
    argvOf: (env) => [...(container.command ?? (startsProgram(container) ? [] : [serverPath])), ...(container.args ?? [])].map((text) => expandVariables(text, (name) => env[name])),
  }
}

/** Arguments alone go to an entrypoint that is not known, unless they are a shell's call themselves. */
const startsProgram = ({ args }: Container): boolean => args !== undefined && /(?:^|\/)(?:sh|ash|bash|dash)$/.test(args[0] ?? '')

/** Who the processes run as, where the manifest says so. */
function userOf({ spec }: Pod, { securityContext }: Container): ProcessSpec['user'] | undefined {
  const uid = securityContext?.['runAsUser'] ?? spec.securityContext?.['runAsUser']
  const gid = securityContext?.['runAsGroup'] ?? spec.securityContext?.['runAsGroup']
  return typeof uid === 'number' ? { uid, gid: typeof gid === 'number' ? gid : 0 } : undefined
}
