import type { ConfigMap, Millis, Secret } from '../api/types.js'
import { objectAt, type ConfigKind } from './contents-objects.js'
import type { NodeState, Scope } from './state.js'

/** The latest instant of which the kubelet can know: while the API server is out of reach, that at which it was lost. */
export const lastHeardAt = ({ cutAt }: NodeState, at: Millis): Millis => (cutAt === undefined || cutAt > at ? at : cutAt)

/**
 * A ConfigMap or Secret of the pod's namespace as the kubelet knows it: from its watches (watch-based manager, kubelet/util/manager 1.36),
 * which go on answering with what they heard last when the API server is out of reach.
 */
export function knownConfig({ context: { cluster, store }, worker, node }: Scope, kind: ConfigKind, name: string): (ConfigMap & Secret) | undefined {
  const key = `${worker.pod.metadata.namespace ?? ''}/${name}`
  return node.cutAt === undefined ? store.get<ConfigMap & Secret>(kind, key) : objectAt<ConfigMap & Secret>(cluster, kind, key, node.cutAt)
}
