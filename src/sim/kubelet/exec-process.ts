import type { Container, Millis } from '../api/types.js'
import { hashText } from '../random.js'
import { emptyDirectory, fileOf, partsOf, withNode, type Directory } from '../runtime/files/tree.js'
import { serverPath } from '../runtime/images/stand-in.js'
import { appendLog, emptyLog } from '../runtime/logs.js'
import { profileOf } from '../runtime/profile.js'
import { advance, createProcess, startFault, type Advanced, type Mount, type OutputChunk, type ProcessSpec, type ProcessState, type Signal, type World } from '../runtime/process.js'
import { cancelWake, wakeAt } from '../wake.js'
import { hostnameOf, hostsFile, resolverFile } from './contents-etc.js'
import { environmentOf } from './contents-env.js'
import type { ContainerProcess, ExecSession, InstanceLog, PodContents, VolumeKey } from './contents-state.js'
import { configScope, contentsOf, directoryAt, mountsOf, storeVolumes, writeConfigVolumes } from './contents-volumes.js'
import { reasonOf, replaceContainer, withEnd } from './containers.js'
import { imageFor, type ContainerImage } from './exec-image.js'
import { networkFor } from './exec-network.js'
import { terminationMessage } from './exec-message.js'
import type { RuntimeContainer, Scope } from './state.js'
import { Wake, wakeEnds } from './wakes.js'

/** How a container instance's processes begin: files, environment and command as they were when it was made. */
function specOf(scope: Scope, container: Container, instance: RuntimeContainer, image: ContainerImage): ProcessSpec {
  const { worker, node, context } = scope
  const { pod } = worker
  const at = instance.startedAt ?? context.now
  writeConfigVolumes(scope, at)
  const from = configScope(scope, at)
  const env = { ...image.env, HOSTNAME: hostnameOf(pod, node.name), ...environmentOf(from, container) }
  const root = `root:${instance.id}`
  const files: Readonly<Record<string, string>> = {
    'etc/hosts': hostsFile(pod, from.podIP, node.name), 'etc/hostname': `${hostnameOf(pod, node.name)}\n`, 'etc/resolv.conf': resolverFile(pod), [container.terminationMessagePath ?? '/dev/termination-log']: '',
  }
  storeVolumes(scope, new Map([[root, Object.entries(files).reduce<Directory>((tree, [path, text]) => withNode(tree, partsOf(path), fileOf(text, at, 0o666), at), image.root)]]))
  const cwd = container.workingDir ?? image.cwd
  return {
    title: `container ${container.name} of pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name}`, argv: image.argvOf(env), env, ...(cwd === undefined ? {} : { cwd }), ...(image.user === undefined ? {} : { user: image.user }),
    hostname: hostnameOf(pod, node.name), mounts: [...rootMounts(scope, container, instance.id, root, at), ...mountsOf(scope, container, instance.id)], flavour: image.flavour, role: image.role,
    ...(container.stdin === true ? { hasInput: true } : {}), seed: hashText(instance.id, context.options.seed),
  }
}

/** A root file system that is read-only leaves the file for the termination message, which is a mount of its own. */
function rootMounts(scope: Scope, container: Container, id: string, root: VolumeKey, at: Millis): readonly Mount[] {
  if (container.securityContext?.['readOnlyRootFilesystem'] !== true) return [{ path: '/', volume: root }]
  const message = `part:${id}:message`
  storeVolumes(scope, new Map([[message, withNode(emptyDirectory, ['file'], fileOf('', at, 0o666), at)]]))
  return [{ path: '/', volume: root, readOnly: true }, { path: container.terminationMessagePath ?? '/dev/termination-log', volume: message, subPath: 'file' }]
}

/** Begins the processes of an instance. `isMain`: they are what the container runs; else they stand in for what is only described. */
export function beginProcess(scope: Scope, container: Container, instance: RuntimeContainer, isMain: boolean): ContainerProcess {
  const at = instance.startedAt ?? scope.context.now
  const image = imageFor(scope.worker.pod, container)
  const spec = specOf(scope, container, instance, image)
  const own = createProcess(spec, at)
  const process = isMain || canStandIn(scope, container, own) ? own : createProcess({ ...spec, argv: [serverPath], role: 'service' }, at)
  const begun: ContainerProcess = {
    id: instance.id, container: container.name, process, next: at, watches: [], usesNetwork: false, isMain, stopSignal: image.stopSignal, stopAt: undefined, sessions: new Map(), answers: new Map(),
  }
  scope.state.contentful.set(scope.worker.uid, true)
  keep(scope, begun, { container: container.name, log: emptyLog })
  return begun
}

/** Whether the container's command is known well enough to stand for itself, and the scenario does not say otherwise. */
const canStandIn = (scope: Scope, container: Container, process: ProcessState): boolean =>
  !profileOf(scope.context.options, scope.worker.pod, container).isRunGiven && startFault(process, worldOf(scope, { process })) === undefined

function keep(scope: Scope, process: ContainerProcess, log: InstanceLog | undefined): void {
  const contents = contentsOf(scope)
  const logs = log === undefined ? contents.logs : new Map([...withoutOldest(contents, process.container), [process.id, log] as const])
  scope.worker.contents = { ...contents, logs, processes: new Map([...contents.processes, [process.id, process]]) }
}

/** Of the instances before only the last one's log is kept. */
function withoutOldest({ logs }: PodContents, container: string): readonly (readonly [string, InstanceLog])[] {
  const own = [...logs].filter(([, log]) => log.container === container).map(([id]) => id)
  return [...logs].filter(([id]) => !own.slice(0, -1).includes(id))
}

/** What a process has around it now. */
export function worldOf(scope: Scope, { process }: Pick<ContainerProcess, 'process'>): World {
  const volumes = new Map(process.spec.mounts.map(({ volume }) => [volume, directoryAt(scope, volume)] as const))
  const { podIP } = configScope(scope, scope.context.now)
  return { volumes, network: networkFor(scope), epochMs: scope.context.cluster.clock.startMs, ...(podIP === '' ? {} : { addresses: [podIP] }) }
}

/** Takes over what advancing a process came to. The value is the volumes that changed. */
export function absorb(scope: Scope, id: string, advanced: Advanced): readonly VolumeKey[] {
  const contents = contentsOf(scope)
  const before = contents.processes.get(id)
  if (before === undefined) return []
  const log = contents.logs.get(id)
  const own = log === undefined ? undefined : appendLog(log.log, advanced.output)
  const process: ContainerProcess = {
    ...before, process: advanced.process, next: advanced.next, watches: advanced.watches, usesNetwork: advanced.usesNetwork, sessions: sessionsAfter(before.sessions, advanced),
  }
  scope.worker.contents = {
    ...contents, processes: new Map([...contents.processes, [id, process]]),
    ...(log === undefined || own === log.log || own === undefined ? {} : { logs: new Map([...contents.logs, [id, { ...log, log: own }]]) }),
  }
  if (advanced.usesNetwork) scope.state.networked.set(scope.worker.uid, true)
  const shared = storeVolumes(scope, advanced.volumes)
  if (shared.length > 0) tellOthers(scope, shared)
  if (advanced.exit !== undefined) endMain(scope, process, advanced.exit.at, advanced.exit.code)
  return [...advanced.volumes.keys()]
}

function sessionsAfter(before: ReadonlyMap<number, ExecSession>, { output, execs }: Advanced): ReadonlyMap<number, ExecSession> {
  if (before.size === 0) return before
  return new Map([...before].map(([exec, session]) => {
    const text = (stream: OutputChunk['stream']): string => output.filter((chunk) => chunk.exec === exec && chunk.stream === stream).map((chunk) => chunk.text).join('')
    return [exec, { stdout: session.stdout + text('stdout'), stderr: session.stderr + text('stderr'), exit: session.exit ?? execs.get(exec) }]
  }))
}

function endMain(scope: Scope, process: ContainerProcess, at: Millis, code: number): void {
  if (!process.isMain) return
  const message = terminationMessage(scope, process, code, (key) => directoryAt(scope, key))
  const end = { at, code, reason: reasonOf(code), ...(message === undefined ? {} : { message }) }
  replaceContainer(scope, process.id, (container) => (container.state === 'running' ? withEnd(container, end) : container))
  wakeEnds(scope)
}

const runs = (scope: Scope, id: string): boolean => scope.worker.runtime.containers.some((container) => container.id === id && container.state === 'running')

/** Lets the pod's processes go on: those that are due, those that `changed` volumes concern, and those that these then concern. The value: what changed in all. */
export function advanceProcesses(scope: Scope, changed: readonly VolumeKey[] = []): readonly VolumeKey[] {
  prune(scope)
  if (!scope.node.isUp) return []
  const { now } = scope.context
  const pending = new Map<string, readonly Signal[]>()
  for (const process of contentsOf(scope).processes.values()) {
    if (process.stopAt !== undefined && process.stopAt <= now) pending.set(process.id, [process.stopSignal])
    else if ((process.next !== undefined && process.next <= now) || isWatching(process, changed)) pending.set(process.id, [])
  }
  const isNews = meetsNews(scope, pending)
  const all = new Set(changed)
  for (let turns = 0; pending.size > 0 && turns < 1_000; turns++) {
    const [id, signals] = pending.entries().next().value!
    pending.delete(id)
    const touched = advanceOne(scope, id, signals)
    for (const key of touched) all.add(key)
    for (const other of contentsOf(scope).processes.values()) if (other.id !== id && !pending.has(other.id) && isWatching(other, touched)) pending.set(other.id, [])
  }
  wakeProcesses(scope, isNews ? now + lookAgainMs : undefined)
  return [...all]
}

/** The network may say something else a little later, as controllers follow. */
const lookAgainMs = 1_000

/** Adds the processes that asked the network before it last changed; false: it did not. */
function meetsNews(scope: Scope, pending: Map<string, readonly Signal[]>): boolean {
  if (!scope.state.networked.has(scope.worker.uid)) return false
  const asking = [...contentsOf(scope).processes.values()].filter(({ usesNetwork }) => usesNetwork)
  if (asking.length === 0) scope.state.networked.delete(scope.worker.uid)
  const { revision } = networkFor(scope)
  const late = asking.filter(({ process }) => process.cycle?.networkRevision !== revision)
  for (const { id } of late) if (!pending.has(id)) pending.set(id, [])
  return late.length > 0
}

const isWatching = ({ watches }: ContainerProcess, changed: readonly VolumeKey[]): boolean => changed.length > 0 && watches.some((key) => changed.includes(key))

/** One process up to now. */
export function advanceOne(scope: Scope, id: string, signals: readonly Signal[] = []): readonly VolumeKey[] {
  const contents = contentsOf(scope)
  const process = contents.processes.get(id)
  if (process === undefined) return []
  if (signals.length > 0) scope.worker.contents = { ...contents, processes: new Map([...contents.processes, [id, { ...process, stopAt: undefined }]]) }
  return absorb(scope, id, advance(process.process, worldOf(scope, process), scope.context.now, signals))
}

/** Processes of containers that do not run any more are gone, and so are their file systems; logs stay. */
function prune(scope: Scope): void {
  const contents = contentsOf(scope)
  const gone = [...contents.processes.keys()].filter((id) => !runs(scope, id))
  if (gone.length === 0) return
  const isGone = (key: VolumeKey): boolean => gone.some((id) => key.startsWith(`root:${id}`) || key.startsWith(`part:${id}`))
  scope.worker.contents = {
    ...contents, processes: new Map([...contents.processes].filter(([id]) => !gone.includes(id))), volumes: new Map([...contents.volumes].filter(([key]) => !isGone(key))),
  }
}

/** Wakes the pod for the next thing that one of its processes does by itself. */
export function wakeProcesses(scope: Scope, atLatest: Millis = Number.POSITIVE_INFINITY): void {
  const key = `${Wake.Process}/${scope.worker.uid}`
  let at = atLatest
  for (const { next, stopAt, isMain } of contentsOf(scope).processes.values()) at = Math.min(at, next ?? (isMain ? Number.POSITIVE_INFINITY : at), stopAt ?? Number.POSITIVE_INFINITY)
  cancelWake(scope.context, key)
  if (at < Number.POSITIVE_INFINITY) wakeAt(scope.context, key, at)
}

/** Other pods that look at the same volumes go on in this instant. */
function tellOthers(scope: Scope, keys: readonly VolumeKey[]): void {
  const { state, context, worker } = scope
  for (const uid of state.contentful.keys()) {
    if (uid === worker.uid) continue
    const processes = state.workers.get(uid)?.contents?.processes
    if (processes !== undefined && [...processes.values()].some((process) => isWatching(process, keys))) wakeAt(context, `${Wake.Shared}/${uid}`, context.now)
  }
}
