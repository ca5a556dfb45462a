import type { Millis } from '../api/types.js'
import type { ActorContext } from '../state.js'
import type { LogEntry } from '../store/log.js'
import { cancelWake, wakeAt } from '../wake.js'
import { configKeysOf } from './contents-config.js'
import { writeConfigVolumes } from './contents-volumes.js'
import { advanceProcesses } from './exec-process.js'
import { nextRound } from './grid.js'
import type { KubeletState, Scope } from './state.js'
import { Wake } from './wakes.js'

const resyncMs: Millis = 60_000
const syncTickMs: Millis = 1_000
/** From a sync to the volume manager's next look at what is to be mounted anew (reconciler loop, kubelet 1.36). */
const reconcileMs: Millis = 100
/** From a pod's change to that of the endpoints behind its Services, and more. */
const networkLookMs: Millis = 50

const wakeContents = (context: ActorContext, uid: string, at: Millis): void => wakeAt(context, `${Wake.Contents}/${uid}`, at)

/**
 * A ConfigMap or Secret changed: volumes that rest on it are written anew with each pod's next sync, a minute after its last one (the
 * kubelet's watch has told it by then; syncFrequency 1m, 1.36). Only pods whose contents anybody looks at are concerned.
 */
export function deliverConfig(context: ActorContext, state: KubeletState, { kind, key }: LogEntry): void {
  for (const uid of state.contentful.keys()) {
    const worker = state.workers.get(uid)
    const node = worker === undefined ? undefined : state.nodes.get(worker.node)
    if (worker === undefined || node === undefined || !configKeysOf(worker.pod.spec.volumes ?? [], worker.pod.metadata.namespace ?? '').includes(`${kind}/${key}`)) continue
    let at = nextRound(Math.max(worker.lastSyncAt, 0) + resyncMs, node.syncAnchor, syncTickMs)
    while (at <= context.now) at = nextRound(at + resyncMs, node.syncAnchor, syncTickMs)
    wakeContents(context, uid, at + reconcileMs)
  }
}

/** The pod's own labels or annotations may have changed, which its downward API volumes show with the sync that follows. */
export function noteChangedPod(context: ActorContext, state: KubeletState, { object, previous }: LogEntry): void {
  const { uid, labels, annotations } = object.metadata
  if (previous === undefined || !state.contentful.has(uid) || (labels === previous.metadata.labels && annotations === previous.metadata.annotations)) return
  wakeContents(context, uid, context.now + reconcileMs)
}

/** Something changed that the network's answers may follow from, if not now then a moment later: scripts that asked it look again. */
export function noteNetwork(context: ActorContext, state: KubeletState): void {
  for (const uid of state.networked.keys()) wakeAt(context, `${Wake.Process}/${uid}`, context.now + networkLookMs)
}

/** Writes the kubelet's own volumes anew; scripts that look at them go on. True when anything changed. */
export function renewContents(scope: Scope): boolean {
  if (!scope.node.isUp || !scope.node.isConnected) return false
  const changed = writeConfigVolumes(scope, scope.context.now)
  if (changed.length > 0) advanceProcesses(scope, changed)
  return changed.length > 0
}

export function forgetContents({ context, state, worker }: Pick<Scope, 'context' | 'state' | 'worker'>): void {
  if (!state.contentful.delete(worker.uid)) return
  state.networked.delete(worker.uid)
  for (const letter of [Wake.Process, Wake.Shared, Wake.Contents]) cancelWake(context, `${letter}/${worker.uid}`)
}
