import { fail, ok, type ApiError, type Result } from '../../api/errors.js'
import { isNamespaceTerminating } from '../namespace-terminating.js'
import { createPod, deletePod } from '../pod-control.js'
import { component } from './names.js'
import type { Changes, Sync } from './sync.js'
import { draftPod } from './template.js'

/** Pods that one sync creates or deletes at most (BurstReplicas). */
const burst = 250

/** Creates pods in batches of 1, 2, 4, … up to the first with an error, and deletes pods (syncNodes, 1.36). */
export function syncNodes(sync: Sync, { create, remove }: Changes): Result<undefined> {
  const { context, set } = sync
  const { batchMs, writeMs } = context.options.latency
  const errors = createPods(sync, create.slice(0, burst), batchMs)
  const removed = remove.slice(0, burst)
  for (const pod of removed) {
    const deleted = deletePod(context, { object: set, component }, pod)
    if (!deleted.ok) errors.push(deleted.error)
  }
  if (removed.length > 0) sync.busyMs += writeMs
  return errors.length === 0 ? ok(undefined) : fail(errors[0]!)
}

function createPods(sync: Sync, nodes: readonly string[], batchMs: number): ApiError[] {
  const { context, set, hash } = sync
  const errors: ApiError[] = []
  for (let from = 0, size = 1; from < nodes.length && errors.length === 0; from += size, size *= 2) {
    const batch = new Set<string>()
    for (const node of nodes.slice(from, from + size)) {
      const created = createPod(context, { object: set, component }, draftPod(set, hash, node))
      if (!created.ok && !isNamespaceTerminating(created.error)) errors.push(created.error)
      if (created.ok) batch.add(created.value.metadata.uid)
    }
    if (from > 0) sync.unseen = batch
    sync.busyMs += batchMs
  }
  return errors
}
