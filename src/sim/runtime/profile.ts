import type { Container, Millis, Pod } from '../api/types.js'
import type { ContainerBehaviour, PullBehaviour, RunBehaviour, StopBehaviour, UsageSpan } from '../behaviour.js'
import type { ClusterOptions } from '../state.js'
import { matchesGlob } from './glob.js'
import { programOf, type Program } from './program.js'
import { isRunToCompletion, workloadsOf } from './workload.js'

/** All that the kubelet and the metrics want to know of how a container behaves; every default is filled in. */
export interface ContainerProfile {
  /** For reports: `containers[0]` of the scenario, `manifest` (its command is known) or `default`. */
  readonly name: string
  readonly pull: readonly PullBehaviour[]
  readonly startMs: Millis
  readonly runs: readonly RunBehaviour[]
  /** The scenario says how it runs, whatever its command is. */
  readonly isRunGiven: boolean
  readonly stop: StopBehaviour
  readonly probes: ContainerBehaviour['probes']
  readonly usage: readonly UsageSpan[] | undefined
  /** What the manifest's command does, where that is known. */
  readonly program: Program | undefined
}

const defaultPull: readonly PullBehaviour[] = [{ afterMs: 1_000 }]
const defaultStartMs = 500
const forever: readonly RunBehaviour[] = [{ exit: 0 }]
const afterFiveSeconds: readonly RunBehaviour[] = [{ forMs: 5_000, exit: 0 }]
const defaultStop: StopBehaviour = { afterMs: 1_000, exit: 0 }

/** Profiles by container object: containers of one template share it, so that 10,000 pods of a Deployment match once. */
const profiles = new WeakMap<ClusterOptions['containers'], WeakMap<Container, Map<string, ContainerProfile>>>()

/** How a container of a pod behaves: the first behaviour of the scenario that matches, the manifest's command, the defaults. */
export function profileOf(options: ClusterOptions, pod: Pod, container: Container): ContainerProfile {
  const role = roleOf(pod, container)
  const isByWorkload = options.containers.some((behaviour) => behaviour.match.workload !== undefined)
  const key = isByWorkload ? `${role} ${workloadsOf(pod).join(' ')}` : role
  let byContainer = profiles.get(options.containers)
  if (byContainer === undefined) profiles.set(options.containers, (byContainer = new WeakMap()))
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
  const program = programOf(container)
  const programStop: StopBehaviour | undefined = program?.ignoresTerm === true ? { exit: 137 } : undefined
  return {
    name: behaviour?.name ?? (program === undefined ? 'default' : 'manifest'),
    pull: behaviour?.pull ?? defaultPull,
    startMs: behaviour?.startMs ?? defaultStartMs,
    runs: behaviour?.run ?? runsOf(program) ?? (role === 'task' ? afterFiveSeconds : forever),
    isRunGiven: behaviour?.run !== undefined,
    stop: behaviour?.stop ?? (behaviour?.run === undefined ? programStop : undefined) ?? defaultStop,
    probes: behaviour?.probes ?? {},
    usage: behaviour?.usage,
    program,
  }
}

const runsOf = (program: Program | undefined): readonly RunBehaviour[] | undefined =>
  program === undefined ? undefined : program.exit === undefined ? forever : [{ forMs: program.exit.atMs, exit: program.exit.code }]

function behaviourFor(behaviours: readonly ContainerBehaviour[], pod: Pod, container: Container): ContainerBehaviour | undefined {
  return behaviours.find(({ match }) =>
    (match.image === undefined || matchesGlob(match.image, container.image ?? '')) &&
    (match.container === undefined || matchesGlob(match.container, container.name)) &&
    (match.workload === undefined || workloadsOf(pod).some((workload) => matchesGlob(match.workload ?? '', workload))))
}
