import { slotOf } from '../actor-slot.js'
import type { Pod } from '../api/types.js'
import type { ContainerQuestions, ExecHandle, ExecOutcome, ExecQuestion, ExecStart, LogQuestion } from '../container-questions.js'
import type { ActorContext, Cluster } from '../state.js'
import { appendLog, readLog } from '../runtime/logs.js'
import { advance, startFault, type OutputChunk } from '../runtime/process.js'
import { runningInstance, specContainer } from './containers.js'
import { contentsOf } from './contents-volumes.js'
import { beginProcess, worldOf } from './exec-process.js'
import { beginSession, goOn } from './exec-probe.js'
import { notStarted } from './exec-words.js'
import type { KubeletState, PodWorker, Scope } from './state.js'
import { scopeOf } from './worker.js'
import { forkCluster } from '../cluster.js'
import { endCycles } from './cycle-end.js'

const defaultAnnotation = 'kubectl.kubernetes.io/default-container'
const killed = 137
const refuse = (refusal: string): ExecStart => ({ ok: false, refusal })

interface Kubelets {
  readonly state: KubeletState
  readonly context: ActorContext
}

function kubeletsOf(cluster: Cluster): Kubelets | undefined {
  const slot = slotOf(cluster, 'kubelet')
  return slot === undefined ? undefined : { state: slot.state as KubeletState, context: slot.context }
}

/** The pod's worker, at the present instant. */
export function scopeIn(cluster: Cluster, uid: string): Scope | undefined {
  const kubelets = kubeletsOf(cluster)
  if (kubelets === undefined) return undefined
  kubelets.context.now = cluster.now
  endCycles(kubelets.context, kubelets.state, true, [uid])
  return scopeOf(kubelets.context, kubelets.state, uid)
}

/** Which container kubectl means, and what it says when it had to choose (podcmd FindOrDefaultContainerByName, 1.36). */
function chosenContainer({ metadata, spec }: Pod, wanted: string | undefined): { readonly name: string; readonly said?: string } {
  if (wanted !== undefined) return { name: wanted }
  const [first] = spec.containers
  const annotated = metadata.annotations?.[defaultAnnotation]
  if (annotated !== undefined && spec.containers.some(({ name }) => name === annotated)) return { name: annotated }
  const inits = spec.initContainers ?? []
  if (spec.containers.length + inits.length === 1) return { name: first!.name }
  return { name: first!.name, said: `Defaulted container ${JSON.stringify(first!.name)} out of: ${[...spec.containers.map(({ name }) => name), ...inits.map(({ name }) => `${name} (init)`)].join(', ')}` }
}

/** Begins a command as `kubectl exec` does, with the words of kubectl, API server and kubelet (1.36) where that cannot be. */
function startExec(cluster: Cluster, { namespace, pod: name, container: wanted, command }: ExecQuestion): ExecStart {
  const pod = cluster.store.get<Pod>('Pod', `${namespace}/${name}`)
  if (pod === undefined) return refuse(`Error from server (NotFound): pods ${JSON.stringify(name)} not found`)
  const { phase } = pod.status
  if (phase === 'Succeeded' || phase === 'Failed') return refuse(`error: cannot exec into a container in a completed pod; current phase is ${phase}`)
  const { name: container, said } = chosenContainer(pod, wanted)
  const definition = specContainer(pod, container)
  if (definition === undefined) return refuse(`Error from server (BadRequest): container ${container} is not valid for pod ${name}`)
  if (pod.spec.nodeName === undefined) return refuse(`Error from server (BadRequest): pod ${name} does not have a host assigned`)
  const scope = scopeIn(cluster, pod.metadata.uid)
  if (scope !== undefined && !(scope.node.isUp && scope.node.isConnected)) return refuse(`Error from server: error dialing backend: dial tcp: lookup ${pod.spec.nodeName}: i/o timeout`)
  const instance = scope === undefined ? undefined : runningInstance(scope, definition)
  if (scope === undefined || instance === undefined) return refuse(`error: Internal error occurred: unable to upgrade connection: container not found (${JSON.stringify(container)})`)
  if (contentsOf(scope).processes.get(instance.id) === undefined) beginProcess(scope, definition, instance, false)
  goOn(scope, [])
  const process = contentsOf(scope).processes.get(instance.id)
  const fault = process === undefined ? undefined : startFault(process.process, worldOf(scope, process), command)
  if (fault !== undefined) return refuse(`error: Internal error occurred: error executing command in container: ${notStarted(instance.id, cluster.now, fault)}`)
  const session = beginSession(scope, instance.id, command)
  return { ok: true, handle: { uid: pod.metadata.uid, instance: instance.id, session }, ...(said === undefined ? {} : { said }) }
}

function execOutcome(cluster: Cluster, { uid, instance, session }: ExecHandle, { pod, container = '', command }: ExecQuestion): ExecOutcome | undefined {
  const process = kubeletsOf(cluster)?.state.workers.get(uid)?.contents?.processes.get(instance)
  const found = process?.sessions.get(session)
  if (found !== undefined && found.exit === undefined) return undefined
  return { at: found?.exit?.at ?? cluster.now, pod, container: process?.container ?? container, command, stdout: found?.stdout ?? '', stderr: found?.stderr ?? '', exit: found?.exit?.code ?? killed }
}

/** What the instances of a container wrote; one whose script is only now looked at is run up to now first. */
function logs(asked: Cluster, question: LogQuestion): string | undefined {
  const { namespace, pod: name, container: wanted, isPrevious = false, tail } = question
  const pod = asked.store.get<Pod>('Pod', `${namespace}/${name}`)
  const cluster = pod === undefined ? asked : madeCluster(asked, pod.metadata.uid)
  const worker = pod === undefined ? undefined : kubeletsOf(cluster)?.state.workers.get(pod.metadata.uid)
  if (pod === undefined || worker === undefined) return undefined
  const { name: container } = chosenContainer(pod, wanted)
  const own = [...(worker.contents?.logs ?? [])].filter(([, log]) => log.container === container)
  const instances = worker.runtime.containers.filter((candidate) => candidate.name === container && candidate.state !== 'created')
  const id = instances[isPrevious ? 1 : 0]?.id
  const log = own.find(([key]) => key === id)?.[1] ?? (isPrevious ? own.at(-2)?.[1] : id === undefined ? own.at(-1)?.[1] : undefined)
  if (log === undefined) return id === undefined ? undefined : ''
  return readLog(appendLog(log.log, isPrevious || id === undefined ? [] : outputSince(cluster, worker, id)), tail === undefined ? {} : { tail })
}

/** The cluster, or one like it in which the pod's restarts are made and not only told: nothing is changed by asking. */
function madeCluster(cluster: Cluster, uid: string): Cluster {
  const kubelets = kubeletsOf(cluster)
  if (kubelets?.state.rotation.has(uid) !== true || kubelets.state.workers.get(uid)?.contents === undefined) return cluster
  const copy = forkCluster(cluster)
  scopeIn(copy, uid)
  return copy
}

/** What a script wrote since it was last looked at; one that only repeats itself is not looked at in between. Nothing is changed by asking. */
function outputSince(cluster: Cluster, worker: PodWorker, id: string): readonly OutputChunk[] {
  const process = worker.contents?.processes.get(id)
  const kubelets = kubeletsOf(cluster)
  const node = kubelets?.state.nodes.get(worker.node)
  if (process === undefined || kubelets === undefined || node === undefined || !node.isUp) return []
  const scope: Scope = { context: { ...kubelets.context, now: cluster.now }, state: kubelets.state, node, worker }
  return advance(process.process, worldOf(scope, process), cluster.now).output
}

export const containerQuestions: ContainerQuestions<Cluster> = { startExec, execOutcome, logs }
