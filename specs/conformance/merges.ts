import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Json, JsonObject } from '../../src/sim/api/types.js'
import { scenarioContext } from '../../src/sim/cluster.js'
import { withManagedFields } from '../../src/sim/apiserver/managed-fields.js'
import { preferredVersion } from '../../src/sim/apiserver/field-versions.js'
import { createRequest } from '../../src/sim/requests/create.js'
import { runUntil } from '../../src/sim/run.js'
import type { Cluster } from '../../src/sim/state.js'
import { bareCluster, command, kindNamed } from '../sim/api/kubectl.js'

/** One kubectl command of a recording, and the object as it was left. */
export interface MergeStep {
  readonly kubectl: readonly string[]
  readonly manifest?: JsonObject
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly object?: JsonObject
}
export interface MergeCase {
  readonly name: string
  readonly target?: string
  readonly namespace?: string
  readonly manifests?: readonly JsonObject[]
  readonly steps: readonly MergeStep[]
}

const linesOf = (text: string): readonly MergeCase[] => text.trim().split('\n').map((line) => JSON.parse(line) as MergeCase)

/** Our own recordings. */
export const recordedMerges = (): readonly MergeCase[] =>
  linesOf(gunzipSync(readFileSync(fileURLToPath(new URL('../../fixtures/golden/api/merges.jsonl.gz', import.meta.url)))).toString('utf8'))

/** Recordings that lie beside the project; none where they are missing. */
export function mergesBeside(): readonly MergeCase[] {
  const file = fileURLToPath(new URL('../../../shared/golden/api/merges.jsonl', import.meta.url))
  return existsSync(file) ? linesOf(readFileSync(file, 'utf8')) : []
}

export interface MergeAnswer {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly object: JsonObject | undefined
}

const targetOf = ({ target, steps }: MergeCase): string => {
  if (target !== undefined) return target
  const { kind, metadata } = steps.find(({ manifest }) => manifest !== undefined)!.manifest as { readonly kind: string; readonly metadata: { readonly name: string } }
  return `${kind.toLowerCase()}/${metadata.name}`
}

function objectAt(cluster: Cluster, target: string, namespace: string): JsonObject | undefined {
  const [word = '', name = ''] = target.split('/')
  const kind = kindNamed(cluster, word)
  const object = cluster.store.get(kind.id, kind.namespaced ? `${namespace}/${name}` : name)
  return object && { ...withManagedFields(cluster, object), apiVersion: preferredVersion(cluster.store, kind.id) ?? object.apiVersion }
}

/** Plays a recording on a cluster of its own on which nobody else acts, a second or more between its steps. */
export function replayMerge(one: MergeCase): readonly MergeAnswer[] {
  const namespace = one.namespace ?? 'merge'
  const cluster = bareCluster()
  const context = scenarioContext(cluster, 1)
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }
  for (const manifest of [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, account, ...(one.manifests ?? [])]) createRequest(context, manifest as Json, namespace)
  return one.steps.map(({ kubectl, manifest }) => {
    runUntil(cluster, cluster.now + 2_000)
    const { exit, stdout, stderr } = command(cluster, { args: kubectl, ...(manifest && { input: [manifest] }), exit: 0, stdout: '', stderr: '' }, namespace)
    return { exit, stdout: stdout.trimEnd(), stderr: stderr.trimEnd(), object: objectAt(cluster, targetOf(one), namespace) }
  })
}

const drawn: Readonly<Record<string, readonly string[]>> = { Service: ['clusterIP', 'clusterIPs', 'nodePort'] }
const systemFields = ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields']
const anyToken = (text: string): string =>
  text.replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<any>').replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')

function sorted(value: unknown, skip: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item, skip))
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? anyToken(value) : value
  return Object.fromEntries(Object.entries(value).filter(([name, item]) => item !== undefined && !skip.includes(name)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, sorted(item, skip)]))
}

/** The object without what is drawn, counted or timed: one of two stays comparable with the other. */
export function comparableObject(object: JsonObject | undefined, hasStatus: boolean): unknown {
  if (object === undefined) return undefined
  const metadata = object['metadata'] as JsonObject
  const rest = Object.fromEntries(Object.entries(metadata).filter(([name]) => !systemFields.includes(name)))
  const { status, ...given } = object
  // An empty list is forgotten by the encoding in which objects are stored.
  const body = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Array.isArray(value) && value.length === 0 ? null : value]))
  const whole = { ...body, metadata: rest, ...(hasStatus && !['ResourceQuota', 'CustomResourceDefinition'].includes(String(object['kind'])) && { status: status ?? {} }) }
  return sorted(whole, [...(drawn[String(object['kind'])] ?? []), 'deletionTimestamp'])
}

/** The entries of `managedFields` in order, without times and without those that others write meanwhile. */
export function comparableOwners(object: JsonObject | undefined, isOrdered: boolean): readonly unknown[] {
  const entries = ((object?.['metadata'] as JsonObject | undefined)?.['managedFields'] ?? []) as readonly JsonObject[]
  const own = entries.filter(({ manager, subresource }) => isOrdered ? manager !== 'kube-controller-manager' && manager !== 'kube-apiserver' : subresource === undefined)
  const stable = own.map(({ time, hasTime, ...entry }) => ({ ...(sorted(entry, []) as JsonObject), ...(isOrdered && { hasTime: hasTime ?? time !== undefined }) }))
  return isOrdered ? stable : stable.map((entry) => JSON.stringify(entry)).sort()
}
