import type { Container, Millis, Pod } from '../api/types.js'
import type { ContainerBehaviour, PullBehaviour, RunBehaviour, StopBehaviour, UsageSpan } from '../behaviour.js'
import type { ClusterOptions } from '../state.js'
import { foreseenOf, type Foreseen } from './foreseen.js'
import { matchesGlob } from './glob.js'
import { isKnownCommand } from './images/argv.js'
import type { ImageTraits } from './images/image.js'
import { imageTraits } from './images/registry.js'
import { isRunToCompletion, workloadsOf } from './workload.js'

/** All that the kubelet and the metrics want to know of how a container behaves; every default is filled in. */
export interface ContainerProfile {
  /** For reports: `containers[0]` of the scenario, `manifest` (its command is known), `image nginx` (what the image starts is known) or `default`. */
  readonly name: string
  readonly pull: readonly PullBehaviour[]
  readonly startMs: Millis
  readonly runs: readonly RunBehaviour[]
  /** The scenario says how it runs, whatever its command is. */
  readonly isRunGiven: boolean
  readonly stop: StopBehaviour
  readonly probes: ContainerBehaviour['probes']
  readonly usage: readonly UsageSpan[] | undefined
  /** What the manifest's command comes to, where it need not be run to be known. */
  readonly foreseen: Foreseen | undefined
  /** Its image, where that is known and the scenario says nothing of the container: then what runs in it decides how it lives. */
  readonly image: ImageTraits | undefined
}

const defaultPull: readonly PullBehaviour[] = [{ afterMs: 1_000 }]
const defaultStartMs = 500
const forever: readonly RunBehaviour[] = [{ exit: 0 }]
const afterFiveSeconds: readonly RunBehaviour[] = [{ forMs: 5_000, exit: 0 }]
const endsAtOnce: readonly RunBehaviour[] = [{ forMs: 0, exit: 0 }]
/** Only SIGKILL ends it: the kernel keeps signals without a handler from PID 1. */
const killed: StopBehaviour = { exit: 137 }
const defaultStop: StopBehaviour = { afterMs: 1_000, exit: 0 }

/** Profiles by container object: containers of one template share it, so that 10,000 pods of a Deployment match once. */
interface Profiles {
  readonly service: WeakMap<Container, ContainerProfile>
  readonly task: WeakMap<Container, ContainerProfile>
  /** Where behaviours name workloads, by role and workload too. */
  readonly byWorkload: WeakMap<Container, Map<string, ContainerProfile>> | undefined
}

const profiles = new WeakMap<ClusterOptions['containers'], Profiles>()

function profilesOf(behaviours: ClusterOptions['containers']): Profiles {
  let known = profiles.get(behaviours)
  if (known === undefined) {
    const isByWorkload = behaviours.some((behaviour) => behaviour.match.workload !== undefined)
    profiles.set(behaviours, (known = { service: new WeakMap(), task: new WeakMap(), byWorkload: isByWorkload ? new WeakMap() : undefined }))
  }
  return known
}

/** How a container of a pod behaves: the first behaviour of the scenario that matches, the manifest's command, the defaults. */
export function profileOf(options: ClusterOptions, pod: Pod, container: Container): ContainerProfile {
  const known = profilesOf(options.containers)
  const role = roleOf(pod, container)
  if (known.byWorkload !== undefined) return profileInWorkload(known.byWorkload, options, pod, container, role)
  let profile = known[role].get(container)
  if (profile === undefined) known[role].set(container, (profile = compileProfile(options, pod, container, role)))
  return profile
}

/** How a container that was made of this image behaves; its pod may name another image by now. */
export const profileAsMade = (options: ClusterOptions, pod: Pod, container: Container, image: string): ContainerProfile =>
  image === container.image ? profileOf(options, pod, container) : compileProfile(options, pod, { ...container, image }, roleOf(pod, container))

function profileInWorkload(byContainer: NonNullable<Profiles['byWorkload']>, options: ClusterOptions, pod: Pod, container: Container, role: Role): ContainerProfile {
  const key = `${role} ${workloadsOf(pod).join(' ')}`
  let known = byContainer.get(container)
  if (known === undefined) byContainer.set(container, (known = new Map()))
  let profile = known.get(key)
  if (profile === undefined) known.set(key, (profile = compileProfile(options, pod, container, role)))
  return profile
}

type Role = 'service' | 'task'

function roleOf(pod: Pod, container: Container): Role {
  const isInit = pod.spec.initContainers?.includes(container) === true
  if (isInit) return container.restartPolicy === 'Always' ? 'service' : 'task'
  return isRunToCompletion(pod) ? 'task' : 'service'
}

function compileProfile(options: ClusterOptions, pod: Pod, container: Container, role: Role): ContainerProfile {
  const behaviour = behaviourFor(options.containers, pod, container)
  const foreseen = foreseenOf(container)
  const image = behaviour === undefined ? imageTraits(container.image ?? '') : undefined
  return {
    name: behaviour?.name ?? (hasOwnCommand(container, image) ? 'manifest' : image === undefined ? 'default' : `image ${image.family}`),
    pull: behaviour?.pull ?? defaultPull,
    startMs: behaviour?.startMs ?? defaultStartMs,
    runs: behaviour?.run ?? runsOf(foreseen) ?? (image !== undefined && isIdleShell(image, container) ? endsAtOnce : role === 'task' ? afterFiveSeconds : forever),
    isRunGiven: behaviour?.run !== undefined,
    stop: behaviour?.stop ?? (behaviour?.run === undefined && foreseen !== undefined ? killed : undefined) ?? defaultStop,
    probes: behaviour?.probes ?? {},
    usage: behaviour?.usage,
    foreseen,
    image,
  }
}

/** Of a custom image it is a command of its own only where that is known. */
const hasOwnCommand = (container: Container, image: ImageTraits | undefined): boolean => (image === undefined ? isKnownCommand(container) : (container.command?.length ?? 0) > 0 || foreseenOf(container) !== undefined)

const shellCommand = /^(?:\/bin\/)?(?:sh|bash)$/

/** A shell that is given neither a script nor an input: it ends with 0 at once, whatever else is in its image. */
export const isIdleShell = ({ entrypoint, command: [name = '', ...rest] }: ImageTraits, { command, args, stdin }: Container): boolean =>
  stdin !== true && (command?.length ?? 0) === 0 && (args?.length ?? 0) === 0 && entrypoint.length === 0 && rest.length === 0 && shellCommand.test(name)

const runsOf = (foreseen: Foreseen | undefined): readonly RunBehaviour[] | undefined =>
  foreseen === undefined ? undefined : foreseen.exit === undefined ? forever : [{ forMs: foreseen.exit.atMs, exit: foreseen.exit.code }]

function behaviourFor(behaviours: readonly ContainerBehaviour[], pod: Pod, container: Container): ContainerBehaviour | undefined {
  return behaviours.find(({ match }) =>
    (match.image === undefined || matchesGlob(match.image, container.image ?? '')) &&
    (match.container === undefined || matchesGlob(match.container, container.name)) &&
    (match.workload === undefined || workloadsOf(pod).some((workload) => matchesGlob(match.workload ?? '', workload))))
}
