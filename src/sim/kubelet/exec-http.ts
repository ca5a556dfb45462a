import type { Container, Pod } from '../api/types.js'
import { lastingContainers } from '../api/pod-ports.js'
import type { HttpReply } from '../questions.js'
import { imageTraits } from '../runtime/images/registry.js'
import { answerRequest } from '../runtime/serving.js'
import type { Services } from '../state.js'
import { runningInstance } from './containers.js'
import type { ContainerProcess } from './contents-state.js'
import { contentsOf } from './contents-volumes.js'
import { openPorts } from './exec-listen.js'
import { advanceOne, beginProcess, worldOf } from './exec-process.js'
import { runsScript } from './exec-program.js'
import { scopeIn } from './exec-session.js'
import type { Scope } from './state.js'

/** Of a server that nobody knows nothing is known but that it answers. */
const fine: HttpReply = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'ok\n' }

/** What a pod answers to an HTTP request on one of its ports: servers that are known serve the files that their containers have. */
export const httpAnswer: Services['httpAnswer'] = (cluster, pod, port, { method, path, headers, body }) => {
  const scope = scopeIn(cluster, pod.metadata.uid)
  for (const container of scope === undefined ? [] : inOrder(pod, port)) {
    const process = serverIn(scope!, container)
    if (process === undefined) continue
    const answer = answerRequest({ ...process.process, now: cluster.now }, worldOf(scope!, process), { method, path, headers, body, port })
    if (answer !== undefined && answer !== 'silent') return answer
  }
  return fine
}

/** What the containers of a pod listen on of which that is known; the others are left out. */
export const knownPorts: NonNullable<Services['knownPorts']> = (cluster, pod) => {
  const scope = scopeIn(cluster, pod.metadata.uid)
  return new Map((scope === undefined ? [] : lastingContainers(pod)).flatMap((container) => {
    const ports = openPorts(scope!, container, cluster.now)
    return ports === undefined ? [] : [[container.name, ports] as const]
  }))
}

/** The container that declares the port first. */
const inOrder = ({ spec }: Pod, port: number): readonly Container[] =>
  spec.containers.toSorted((a, b) => Number(declares(b, port)) - Number(declares(a, port)))
const declares = ({ ports }: Container, port: number): boolean => ports?.some(({ containerPort }) => containerPort === port) === true

/** The processes of a container of which something is known. Those that are there already are not run on: one of them may be asking. */
function serverIn(scope: Scope, container: Container): ContainerProcess | undefined {
  const instance = runningInstance(scope, container)
  if (instance === undefined || (imageTraits(container.image ?? '') === undefined && !runsScript(scope, container))) return undefined
  if (contentsOf(scope).processes.get(instance.id) === undefined) {
    beginProcess(scope, container, instance, false)
    advanceOne(scope, instance.id)
  }
  return contentsOf(scope).processes.get(instance.id)
}
