import type { Container, Millis } from '../api/types.js'
import { noNetwork } from '../runtime/network.js'
import { profileOf } from '../runtime/profile.js'
import { listeningPorts, nextListening, servesUnknown } from '../runtime/serving.js'
import { runningInstance } from './containers.js'
import { contentsOf, directoryAt } from './contents-volumes.js'
import type { Scope } from './state.js'

/** TCP ports that a container listens on at a time; undefined: nothing is known of what it runs. */
export function openPorts(scope: Scope, container: Container, at: Millis): readonly number[] | undefined {
  if (profileOf(scope.context.options, scope.worker.pod, container).image === undefined) return undefined
  const instance = runningInstance(scope, container)
  const process = instance === undefined ? undefined : contentsOf(scope).processes.get(instance.id)?.process
  if (process === undefined) return []
  const volumes = new Map(process.spec.mounts.map(({ volume }) => [volume, directoryAt(scope, volume)] as const))
  return servesUnknown(process) ? undefined : listeningPorts({ ...process, now: Math.max(at, process.now) }, { volumes, network: noNetwork, epochMs: 0 })
}

/** When a server of the pod that has begun by then starts to listen; undefined: none is about to. */
export function nextOpening(scope: Scope, at: Millis): Millis | undefined {
  let next: Millis | undefined
  for (const { process } of contentsOf(scope).processes.values()) {
    const opens = nextListening({ ...process, now: Math.max(at, process.now) })
    if (opens !== undefined && (next === undefined || opens < next)) next = opens
  }
  return next
}
