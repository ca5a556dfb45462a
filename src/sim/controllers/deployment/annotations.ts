import type { Deployment, ReplicaSet, StringMap } from '../../api/types.js'
import { maxSurge } from './fenceposts.js'

/** The notes that a Deployment leaves on its ReplicaSets: deployment_util.go SetNewReplicaSetAnnotations and others, 1.36. */

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

/** Annotations that are not copied from the Deployment to its ReplicaSets. */
const skipped: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, historyAnnotation, desiredAnnotation, maxAnnotation,
  'deprecated.deployment.rollback.to',
])

const maxHistoryLength = 2000
const wholeNumber = /^[+-]?\d+$/
const count = /^\d+$/

/** 0 without the annotation; undefined when it is no number. */
export function revisionOf(set: ReplicaSet): number | undefined {
  const text = set.metadata.annotations?.[revisionAnnotation]
  if (text === undefined) return 0
  return wholeNumber.test(text) ? Number(text) : undefined
}

export const maxRevision = (sets: readonly ReplicaSet[]): number => sets.reduce((most, set) => Math.max(most, revisionOf(set) ?? 0), 0)

const countIn = (set: ReplicaSet, annotation: string): number | undefined => {
  const text = set.metadata.annotations?.[annotation]
  return text !== undefined && count.test(text) && Number(text) <= 0x7fff_ffff ? Number(text) : undefined
}

/** How many replicas the Deployment wanted when it last sized this ReplicaSet. */
export const desiredReplicas = (set: ReplicaSet): number | undefined => countIn(set, desiredAnnotation)
export const maxReplicas = (set: ReplicaSet): number | undefined => countIn(set, maxAnnotation)

/** The same object when it says so already. */
export function withSizes(annotations: StringMap, deployment: Deployment): StringMap {
  const desired = String(deployment.spec.replicas)
  const most = String(deployment.spec.replicas + maxSurge(deployment))
  if (annotations[desiredAnnotation] === desired && annotations[maxAnnotation] === most) return annotations
  return { ...annotations, [desiredAnnotation]: desired, [maxAnnotation]: most }
}

/** Annotations of the new ReplicaSet: the Deployment's own, and its revision; the revision it had before joins the history. */
export function newReplicaSetAnnotations(deployment: Deployment, current: StringMap, revision: number): StringMap {
  const copied = withCopies(deployment, current)
  const text = current[revisionAnnotation]
  const old = text === undefined || text === '' ? 0 : Number(text)
  if (text !== undefined && text !== '' && !wholeNumber.test(text)) return current
  if (old >= revision) return copied
  const history = text === undefined ? undefined : appendHistory(current[historyAnnotation] ?? '', text)
  return { ...copied, [revisionAnnotation]: String(revision), ...(history === undefined ? {} : { [historyAnnotation]: history }) }
}

function withCopies(deployment: Deployment, current: StringMap): StringMap {
  const added: Record<string, string> = {}
  let isChanged = false
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (skipped.has(name) || current[name] === value) continue
    added[name] = value
    isChanged = true
  }
  return isChanged ? { ...current, ...added } : current
}

/** Drops the oldest so that the text stays within its bound; undefined when there is no room at all. */
function appendHistory(history: string, revision: string): string | undefined {
  if (history === '') return revision
  const revisions = history.split(',')
  let length = history.length + revision.length + 1
  let start = 0
  while (length > maxHistoryLength && start < revisions.length) length -= revisions[start++]!.length + 1
  return length <= maxHistoryLength ? [...revisions.slice(start), revision].join(',') : undefined
}
