import type { JsonObject } from '../../src/sim/api/types.js'
import { factsByKind } from './facts.js'
import { at, listAt, textAt } from './fields.js'
import type { Entry } from './recording.js'

export interface Snapshot {
  readonly t: number
  readonly object: JsonObject
  readonly isDeleted: boolean
}

/** One life of one object, from ADDED to DELETED. */
export interface Life {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** `kind/namespace/name` of the object and of its controller. */
  readonly key: string
  readonly owner: string | undefined
  readonly bornAt: number
  readonly snapshots: readonly Snapshot[]
}

type OpenLife = Omit<Life, 'owner' | 'snapshots'> & { owner: string | undefined; readonly snapshots: Snapshot[] }

export const keyOf = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`

/** Every cluster has these; no scenario is about them. */
const ofEveryCluster = new Set(['kube-root-ca.crt', 'kubernetes', 'kube-system', 'kube-public', 'kube-node-lease'])

function isCompared(object: JsonObject): boolean {
  const kind = textAt(object, 'kind')
  return (kind === 'Event' || factsByKind.has(kind)) && !ofEveryCluster.has(textAt(object, 'metadata.name')) && !textAt(object, 'metadata.namespace').startsWith('kube-')
}

function ownerOf(object: JsonObject): string | undefined {
  const owner = listAt(object, 'metadata.ownerReferences').find((reference) => at(reference, 'controller') === true)
  return owner === undefined ? undefined : keyOf(textAt(owner, 'kind'), textAt(object, 'metadata.namespace'), textAt(owner, 'name'))
}

function born({ t, object }: Entry): OpenLife {
  const [kind, namespace, name] = [textAt(object, 'kind'), textAt(object, 'metadata.namespace'), textAt(object, 'metadata.name')]
  return { kind, namespace, name, key: keyOf(kind, namespace, name), owner: undefined, bornAt: t, snapshots: [] }
}

/** The lives of the objects that are compared, in the order of their births. */
export function livesOf(entries: readonly Entry[]): readonly Life[] {
  const open = new Map<string, OpenLife>()
  const lives: Life[] = []
  for (const entry of entries) {
    if (!isCompared(entry.object)) continue
    const key = keyOf(textAt(entry.object, 'kind'), textAt(entry.object, 'metadata.namespace'), textAt(entry.object, 'metadata.name'))
    const life = open.get(key) ?? born(entry)
    if (!open.has(key)) lives.push(life)
    open.set(key, life)
    life.owner ??= ownerOf(entry.object)
    life.snapshots.push({ t: entry.t, object: entry.object, isDeleted: entry.type === 'DELETED' })
    if (entry.type === 'DELETED') open.delete(key)
  }
  return lives
}
