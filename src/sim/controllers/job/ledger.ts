import type { Job, ObjectKey, Pod } from '../../api/types.js'
import { CowMap } from '../../cow-map.js'
import type { ActorContext } from '../../state.js'
import { controllerOf, keyOf } from '../../store/keys.js'
import type { LogEntry } from '../../store/log.js'

/**
 * The pods that a Job with many of them controls, as they were up to some entry of the log, but for the settled ones, of which nothing more
 * can come. A Job keeps all of its pods: what a sync costs is not to grow with them.
 */
export interface Ledger {
  readonly uid: string
  /** In the order in which they became the Job's. */
  readonly open: Map<ObjectKey, Pod>
  /** How many are settled. */
  settled: number
  revision: number
}

/** By the key of the Job. */
export type Ledgers = CowMap<string, Ledger>

export const createLedgers = (): Ledgers => new CowMap((ledger) => ({ ...ledger, open: new Map(ledger.open) }))

/** Below that all pods are looked at each time. */
const manyPods = 100

/** The ledger of a Job as of now, if it has one that still holds. */
export function ledgerOf(ledgers: Ledgers, key: string, { metadata: { uid } }: Job, context: ActorContext): Ledger | undefined {
  const ledger = ledgers.edit(key)
  if (ledger === undefined || (ledger.uid === uid && catchUp(ledger, context))) return ledger
  ledgers.delete(key)
  return undefined
}

/** Begins one with all pods that the Job controls, if they are many. */
export function openLedger(ledgers: Ledgers, key: string, { metadata: { uid } }: Job, context: ActorContext, pods: readonly Pod[]): Ledger | undefined {
  if (pods.length <= manyPods) return undefined
  const ledger: Ledger = { uid, open: new Map(), settled: 0, revision: context.cluster.log.length }
  for (const pod of pods) ledger.open.set(keyOf(pod.metadata), pod)
  ledgers.set(key, ledger)
  return ledger
}

/** False where all pods are to be looked at again: a settled one has changed, or the log tells of more than there are. */
function catchUp(ledger: Ledger, { cluster: { log }, store }: ActorContext): boolean {
  const { entries } = log
  if (entries.length - ledger.revision > 100 + 4 * (ledger.settled + ledger.open.size)) return false
  for (let i = ledger.revision; i < entries.length; i++) {
    const entry = entries[i]!
    if (entry.kind === 'Pod' && !follow(ledger, entry) && store.get('Pod', entry.key) !== undefined) return false
  }
  ledger.revision = entries.length
  return true
}

/** False for a change of a settled pod. What becomes the Job's comes last, as in the store's index. */
function follow(ledger: Ledger, { type, key, object, previous }: LogEntry): boolean {
  const { uid, open } = ledger
  const isOwn = type !== 'DELETED' && controllerOf(object)?.uid === uid
  const isReowned = previous === undefined || previous.metadata.ownerReferences !== object.metadata.ownerReferences
  const wasOwn = !isReowned && type !== 'DELETED' ? isOwn : previous !== undefined && controllerOf(previous)?.uid === uid
  if (wasOwn && !open.has(key)) {
    if (type === 'DELETED') ledger.settled--
    return type === 'DELETED'
  }
  if (wasOwn && (!isOwn || isReowned)) open.delete(key)
  if (isOwn) open.set(key, object as Pod)
  return true
}
