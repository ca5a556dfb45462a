import type { Clock } from './clock.js'
import type { ExecOutcome, LogQuestion } from './container-questions.js'
import type { ActiveFault } from './conditions.js'
import type { Millis, Pod } from './api/types.js'
import { authorize } from './apiserver/authorize.js'
import type { AccessAnswer, AccessQuestion } from './api/access.js'
import type { NameAnswer, NameQuestion, ReachAnswer, ReachQuestion, RouteAnswer, RouteQuestion } from './questions.js'
import type { Cluster, PlacementAnswer, ProbeQuery, ProbeRecord } from './state.js'
import type { LogEntry } from './store/log.js'
import type { StoreReader } from './store/store.js'

export type { ExecOutcome, LogQuestion } from './container-questions.js'
export type { ActiveFault } from './conditions.js'
export type { ProbeQuery, ProbeRecord } from './state.js'
export type { LogEntry } from './store/log.js'
export type { StoreReader } from './store/store.js'
export type { NameAnswer, Origin, ReachAnswer, RouteAnswer } from './questions.js'
export { identityOf } from './api/access.js'
export { timestamp, virtualTime } from './clock.js'
export type { Clock } from './clock.js'
export { controllerOf, keyOf, kindIdOf, nameOfKey, namespaceOfKey, objectKey } from './store/keys.js'

/** What assertions and reports may see of a cluster: objects, the log and the time. Nothing can be changed through it. */
export interface ClusterView {
  readonly now: Millis
  readonly clock: Clock
  readonly store: StoreReader
  readonly log: readonly LogEntry[]
  readonly faults: readonly ActiveFault[]
  readonly probeRecord: (query: ProbeQuery) => ProbeRecord | undefined
  readonly behaviourUsed: (pod: Pod, container: string) => string
  /** What speaks against each node for a pod, by plugin; undefined where there is no scheduler. */
  readonly placement: (pod: Pod) => PlacementAnswer | undefined
  /** How the scenario's last `exec` ended. */
  readonly lastExec: ExecOutcome | undefined
  /** What a container wrote; undefined: there is none yet. */
  readonly logs: (question: LogQuestion) => string | undefined
  readonly reach: (question: ReachQuestion) => ReachAnswer
  readonly resolveName: (question: NameQuestion) => NameAnswer
  readonly route: (question: RouteQuestion) => RouteAnswer
  readonly authorize: (question: AccessQuestion) => AccessAnswer
}

export const viewOf = (cluster: Cluster): ClusterView =>
  ({ now: cluster.now, clock: cluster.clock, store: cluster.store, get log() { return cluster.log.entries }, faults: cluster.conditions,
    probeRecord: (query) => cluster.controlPlane.services.probeRecord(cluster, query),
    behaviourUsed: (pod, container) => cluster.controlPlane.services.behaviourUsed(cluster, pod, container),
    placement: (pod) => cluster.controlPlane.services.placement?.(cluster, pod),
    lastExec: cluster.lastExec,
    logs: (question) => cluster.controlPlane.services.containers?.logs(cluster, question),
    reach: (question) => cluster.controlPlane.services.network.reach(cluster, question),
    resolveName: (question) => cluster.controlPlane.services.network.resolveName(cluster, question),
    route: (question) => cluster.controlPlane.services.network.route(cluster, question),
    authorize: (question) => authorize(cluster.store, question) })
