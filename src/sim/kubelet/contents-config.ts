import type { ConfigMap, Json, JsonObject, Millis, Secret, Volume } from '../api/types.js'
import type { Payload, PayloadFile } from './contents-atomic.js'
import { fieldValue, resourceValue, type DownwardScope, type ResourceSelector } from './contents-downward.js'
import { objectAt, textsOf, type ConfigKind } from './contents-objects.js'

export interface ConfigScope extends DownwardScope {
  /** As the kubelet last looked: a sync of the pod reads what its watch had told by then. */
  readonly at: Millis
}

interface Item {
  readonly key: string
  readonly path: string
  readonly mode?: number
}
interface Source {
  readonly name?: string
  readonly optional?: boolean
  readonly items?: readonly Item[]
}
interface DownwardItem {
  readonly path: string
  readonly mode?: number
  readonly fieldRef?: { readonly fieldPath: string }
  readonly resourceFieldRef?: ResourceSelector
}

const defaultMode = 0o644
const tokenMode = 0o600

/** Volumes that the kubelet writes itself, and writes again when what is behind them changes. */
export const isConfigVolume = ({ configMap, secret, projected, downwardAPI }: Volume): boolean =>
  configMap !== undefined || secret !== undefined || projected !== undefined || downwardAPI !== undefined

/** What is in such a volume now (MakePayload and CollectData of the volume plug-ins, 1.36). */
export function payloadOf(scope: ConfigScope, volume: Volume): Payload {
  const { configMap, secret, projected, downwardAPI } = volume
  if (configMap !== undefined) return keysPayload(scope, 'ConfigMap', configMap, configMap.defaultMode ?? defaultMode)
  if (secret !== undefined) return keysPayload(scope, 'Secret', { ...secret, name: secret.secretName ?? '' }, secret.defaultMode ?? defaultMode)
  if (downwardAPI !== undefined) return downwardPayload(scope, downwardAPI['items'], modeOf(downwardAPI['defaultMode']))
  return projected === undefined ? new Map() : projectedPayload(scope, projected)
}

const modeOf = (mode: Json | undefined): number => (typeof mode === 'number' ? mode : defaultMode)

function keysPayload(scope: ConfigScope, kind: ConfigKind, { name = '', items }: Source, mode: number): Payload {
  const object = objectAt<ConfigMap & Secret>(scope.cluster, kind, `${scope.pod.metadata.namespace ?? ''}/${name}`, scope.at)
  const texts = object === undefined ? {} : textsOf(kind, object)
  const wanted: readonly Item[] = items === undefined || items.length === 0 ? Object.keys(texts).map((key) => ({ key, path: key })) : items
  return new Map(wanted.flatMap(({ key, path, mode: own }): readonly (readonly [string, PayloadFile])[] => (texts[key] === undefined ? [] : [[path, { text: texts[key], mode: own ?? mode }]])))
}

function downwardPayload(scope: ConfigScope, items: Json | undefined, mode: number): Payload {
  const files = new Map<string, PayloadFile>()
  for (const { path, mode: own, fieldRef, resourceFieldRef } of (items ?? []) as unknown as readonly DownwardItem[]) {
    const text = fieldRef !== undefined ? fieldValue(scope, fieldRef.fieldPath) : resourceFieldRef === undefined ? '' : resourceValue(scope, resourceFieldRef, undefined) ?? ''
    files.set(path, { text, mode: own ?? mode })
  }
  return files
}

interface Projection {
  readonly configMap?: Source
  readonly secret?: Source
  readonly downwardAPI?: JsonObject
  readonly serviceAccountToken?: { readonly path: string; readonly audience?: string }
}

function projectedPayload(scope: ConfigScope, projected: JsonObject): Payload {
  const mode = modeOf(projected['defaultMode'])
  const files = new Map<string, PayloadFile>()
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of (projected['sources'] ?? []) as unknown as readonly Projection[]) {
    const part = configMap !== undefined ? keysPayload(scope, 'ConfigMap', configMap, mode)
      : secret !== undefined ? keysPayload(scope, 'Secret', secret, mode)
        : downwardAPI !== undefined ? downwardPayload(scope, downwardAPI['items'], mode) : new Map<string, PayloadFile>()
    for (const [path, file] of part) files.set(path, file)
    if (serviceAccountToken !== undefined) files.set(serviceAccountToken.path, { text: tokenOf(scope, serviceAccountToken.audience), mode: scope.pod.spec.securityContext === undefined ? mode : tokenMode })
  }
  return files
}

/** A stand-in for a signed token: it names whom it is for, and proves nothing. */
const tokenOf = ({ pod }: ConfigScope, audience = 'https://kubernetes.default.svc'): string =>
  `seatrial.${pod.metadata.namespace ?? ''}.${pod.spec.serviceAccountName ?? 'default'}.${pod.metadata.uid}.${audience}`

/** ConfigMaps and Secrets that a pod's volumes rest on, as `ConfigMap/namespace/name`. */
export function configKeysOf(volumes: readonly Volume[], namespace: string): readonly string[] {
  const keys: string[] = []
  const add = (kind: ConfigKind, name: string | undefined): void => void (name === undefined ? undefined : keys.push(`${kind}/${namespace}/${name}`))
  for (const { configMap, secret, projected } of volumes) {
    add('ConfigMap', configMap?.name)
    add('Secret', secret?.secretName)
    for (const source of (projected?.['sources'] ?? []) as unknown as readonly Projection[]) {
      add('ConfigMap', source.configMap?.name)
      add('Secret', source.secret?.name)
    }
  }
  return keys
}

/** The name of the directory that a write at that time makes. */
export const datedName = (text: string, at: Millis): string => `${text.replace('T', '_').replaceAll(/[-:]/g, '_').replace('Z', '')}.${String(at % 1000).padStart(3, '0')}000000`
