import { noNetwork, type Network } from '../runtime/network.js'
import { listeningPorts, servesUnknown } from '../runtime/serving.js'
import type { Services } from '../state.js'
import { runningInstance } from './containers.js'
import { contentsOf } from './contents-volumes.js'
import { openPorts } from './exec-listen.js'
import type { Scope } from './state.js'

const isLocal = (address: string): boolean => address === '::1' || address.startsWith('127.')

/** The network as the containers of the pod see it; their own servers are at localhost. There is no other where kubelets stand alone. */
export function networkFor(scope: Scope): Network {
  const { context: { cluster }, worker } = scope
  const { network, httpAnswer }: Partial<Services> = cluster.controlPlane.services
  if (network === undefined || httpAnswer === undefined) return noNetwork
  const client = network.client(cluster, worker.pod)
  return {
    revision: client.revision,
    resolve: (name) => (name === 'localhost' ? { kind: 'addresses', name, addresses: ['127.0.0.1'], afterMs: 0 } : client.resolve(name)),
    connect: (address, port, protocol) => (isLocal(address) ? { kind: listens(scope, port) ? 'open' : 'refused', afterMs: 0 } : client.connect(address, port, protocol)),
    http(request) {
      if (!isLocal(request.address)) return client.http(request)
      return listens(scope, request.port) ? { kind: 'answer', ...httpAnswer(cluster, worker.pod, request.port, request), afterMs: 1 } : { kind: 'refused', afterMs: 0 }
    },
  }
}

/** Whether a container of the pod listens on a port: by what runs in it, else by what it declares. */
function listens(scope: Scope, port: number): boolean {
  return scope.worker.pod.spec.containers.some((container) => {
    const instance = runningInstance(scope, container)
    if (instance === undefined) return false
    const open = openPorts(scope, container, scope.context.now)
    if (open !== undefined) return open.includes(port)
    const process = contentsOf(scope).processes.get(instance.id)?.process
    const isDeclared = container.ports?.some(({ containerPort }) => containerPort === port) === true
    return process === undefined || servesUnknown(process) ? isDeclared : listeningPorts(process).includes(port) || isDeclared
  })
}
