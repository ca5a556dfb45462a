import { Kind } from '../../api/kinds/ids.js'
import type { KindId, LabelSelector, ReplicaSet, StringMap } from '../../api/types.js'

/** The two kinds that keep a number of pods: they share everything but these (replication_controller.go adapts one to the other). */
export interface ReplicaKind {
  readonly id: KindId
  readonly kind: string
  /** As events name the source. */
  readonly component: string
  readonly selectorOf: (set: ReplicaSet) => LabelSelector
  /** Whether the status counts terminating pods (DeploymentReplicaSetTerminatingReplicas, on since 1.35). */
  readonly hasTerminating: boolean
}

export const replicaSetKind: ReplicaKind = {
  id: Kind.ReplicaSet, kind: 'ReplicaSet', component: 'replicaset-controller', hasTerminating: true,
  selectorOf: (set) => set.spec.selector,
}

const selectors = new WeakMap<object, LabelSelector>()

/** A ReplicationController's selector is a plain map. */
export const replicationControllerKind: ReplicaKind = {
  id: Kind.ReplicationController, kind: 'ReplicationController', component: 'replication-controller', hasTerminating: false,
  selectorOf: (set) => {
    const matchLabels = (set.spec.selector ?? set.spec.template.metadata?.labels ?? {}) as StringMap
    let selector = selectors.get(matchLabels)
    if (selector === undefined) selectors.set(matchLabels, (selector = { matchLabels }))
    return selector
  },
}
