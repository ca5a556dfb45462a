import { compileSelector } from '../../api/labels.js'
import { Kind } from '../../api/kinds/ids.js'
import type { ObjectKey, Pod } from '../../api/types.js'
import { CowMap } from '../../cow-map.js'
import { controllerOf } from '../../store/keys.js'
import { ordinalOf, startOrdinal } from './identity.js'
import { podName } from './names.js'
import { settledOrdinal, type Judgement } from './settled.js'
import type { Sync } from './sync.js'

/**
 * The pods of a set as they were up to some entry of the log, those apart for which nothing is to be done: a sync looks at what
 * the log tells since then, and at the others.
 */
export interface Ledger {
  readonly judgement: Judgement
  readonly settled: Map<ObjectKey, number>
  /** Ordinals of settled pods. */
  readonly ordinals: Set<number>
  readonly open: Map<ObjectKey, Pod>
  /** Pods below this ordinal are settled. */
  firstOpen: number
  revision: number
}

/** By the key of the set. */
export type Ledgers = CowMap<string, Ledger>

export const createLedgers = (): Ledgers => new CowMap((ledger) => ({ ...ledger, settled: new Map(ledger.settled), ordinals: new Set(ledger.ordinals), open: new Map(ledger.open) }))

/** Undefined where all pods are to be looked at: none can be settled, pods go in parallel, or some are to be adopted or let go. */
export function ledgerOf(ledgers: Ledgers, key: string, sync: Sync): Ledger | undefined {
  const { judgement, set, context } = sync
  if (judgement === undefined || set.spec.podManagementPolicy === 'Parallel') {
    ledgers.delete(key)
    return undefined
  }
  const before = ledgers.edit(key)
  const ledger = before !== undefined && before.judgement === judgement && catchUp(before, sync) ? before : openLedger(judgement, sync)
  if (ledger !== before) ledgers.set(key, ledger)
  ledger.revision = context.cluster.log.length
  closeSettled(ledger)
  return areOwn(ledger, sync) ? ledger : undefined
}

function openLedger(judgement: Judgement, { context, set }: Sync): Ledger {
  const ledger: Ledger = { judgement, settled: new Map(), ordinals: new Set(), open: new Map(), firstOpen: startOrdinal(set), revision: 0 }
  for (const pod of context.store.controlledBy<Pod>(set.metadata.uid, Kind.Pod)) ledger.open.set(`${pod.metadata.namespace}/${pod.metadata.name}`, pod)
  return ledger
}

/** False where it takes less to look at all pods than at what the log has since. */
function catchUp(ledger: Ledger, { context, set: { metadata: { uid } } }: Sync): boolean {
  const { log } = context.cluster
  if (log.length - ledger.revision > 100 + 2 * (ledger.settled.size + ledger.open.size)) return false
  for (let revision = ledger.revision + 1; revision <= log.length; revision++) {
    const entry = log.at(revision)!
    // Objects of others, Events above all, are still to be made.
    if (entry.kind !== Kind.Pod) continue
    const { key } = entry
    if (controllerOf(entry.object)?.uid !== uid && !ledger.settled.has(key) && !ledger.open.has(key)) continue
    reopen(ledger, key)
    const pod = context.store.get<Pod>(Kind.Pod, key)
    if (pod !== undefined && controllerOf(pod)?.uid === uid) ledger.open.set(key, pod)
  }
  return true
}

function reopen(ledger: Ledger, key: ObjectKey): void {
  ledger.open.delete(key)
  const ordinal = ledger.settled.get(key)
  if (ordinal === undefined) return
  ledger.settled.delete(key)
  ledger.ordinals.delete(ordinal)
  ledger.firstOpen = Math.min(ledger.firstOpen, ordinal)
}

function closeSettled(ledger: Ledger): void {
  for (const [key, pod] of ledger.open) {
    const ordinal = settledOrdinal(pod, ledger.judgement)
    if (ordinal === undefined) continue
    ledger.open.delete(key)
    ledger.settled.set(key, ordinal)
    ledger.ordinals.add(ordinal)
  }
  while (ledger.ordinals.has(ledger.firstOpen)) ledger.firstOpen++
}

/** Whether all open pods are the set's by name and labels, and no orphan could be. */
function areOwn({ open }: Ledger, { context, set }: Sync): boolean {
  const matches = compileSelector(set.spec.selector)
  for (const { metadata: { name, labels } } of open.values()) {
    const ordinal = ordinalOf(set, name)
    if (ordinal === undefined || name !== podName(set, ordinal) || !matches(labels)) return false
  }
  return context.store.orphanPods(set.metadata.namespace ?? '').every(({ metadata: { name } }) => ordinalOf(set, name) === undefined)
}
