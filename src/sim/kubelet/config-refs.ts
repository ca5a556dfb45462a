import type { Container, Volume } from '../api/types.js'
import { knownConfig } from './last-heard.js'
import type { Scope } from './state.js'

type Source = { readonly data?: Readonly<Record<string, string>>; readonly binaryData?: Readonly<Record<string, string>> }
interface KeyToPath { readonly key: string }

const hasKey = ({ data, binaryData }: Source, key: string): boolean => data?.[key] !== undefined || binaryData?.[key] !== undefined

/** Why a container's environment cannot be made (kubelet_pods.go makeEnvironmentVariables, 1.36): envFrom first, then env. */
export function environmentError(scope: Scope, container: Container): string | undefined {
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef !== undefined && configMapRef.optional !== true && knownConfig(scope, 'ConfigMap', configMapRef.name ?? '') === undefined) return notFound('ConfigMap', configMapRef.name)
    if (secretRef !== undefined && secretRef.optional !== true && knownConfig(scope, 'Secret', secretRef.name ?? '') === undefined) return notFound('Secret', secretRef.name)
  }
  for (const { valueFrom } of container.env ?? []) {
    const error = valueFrom === undefined ? undefined : keyError(scope, 'ConfigMap', valueFrom.configMapKeyRef) ?? keyError(scope, 'Secret', valueFrom.secretKeyRef)
    if (error !== undefined) return error
  }
  return undefined
}

const notFound = (kind: 'ConfigMap' | 'Secret', name = ''): string => `${kind.toLowerCase()} "${name}" not found`

function keyError(scope: Scope, kind: 'ConfigMap' | 'Secret', ref: { readonly name?: string; readonly key: string; readonly optional?: boolean } | undefined): string | undefined {
  if (ref === undefined || ref.optional === true) return undefined
  const source = knownConfig(scope, kind, ref.name ?? '')
  if (source === undefined) return notFound(kind, ref.name)
  return hasKey(source, ref.key) ? undefined : `couldn't find key ${ref.key} in ${kind} ${scope.worker.pod.metadata.namespace ?? ''}/${ref.name ?? ''}`
}

/** Why a volume cannot be set up; only ConfigMaps, Secrets and projections of them can be missing (volume plug-ins, 1.36). */
export function volumeError(scope: Scope, volume: Volume): string | undefined {
  const { configMap, secret, projected } = volume
  if (configMap !== undefined) return sourceError(scope, 'ConfigMap', configMap.name, configMap)
  if (secret !== undefined) return sourceError(scope, 'Secret', secret.secretName, secret)
  if (projected === undefined || !Array.isArray(projected['sources'])) return undefined
  return joinErrors((projected['sources'] as readonly Projection[]).flatMap((source) => {
    const error = (source.configMap === undefined ? undefined : sourceError(scope, 'ConfigMap', source.configMap.name, source.configMap)) ??
      (source.secret === undefined ? undefined : sourceError(scope, 'Secret', source.secret.name, source.secret))
    return error === undefined ? [] : [error]
  }))
}

interface VolumeSource { readonly optional?: boolean; readonly items?: readonly KeyToPath[] }
interface Projection {
  readonly configMap?: VolumeSource & { readonly name?: string }
  readonly secret?: VolumeSource & { readonly name?: string }
}

/** All errors of one projection as one text (apimachinery util/errors aggregate, 1.36). */
function joinErrors(errors: readonly string[]): string | undefined {
  const distinct = [...new Set(errors)]
  return distinct.length < 2 ? distinct[0] : `[${distinct.join(', ')}]`
}

function sourceError(scope: Scope, kind: 'ConfigMap' | 'Secret', name: string | undefined, { optional, items }: VolumeSource): string | undefined {
  if (optional === true) return undefined
  const source = knownConfig(scope, kind, name ?? '')
  if (source === undefined) return notFound(kind, name)
  const missing = items?.find(({ key }) => !hasKey(source, key))
  return missing === undefined ? undefined : `${kind === 'ConfigMap' ? 'configmap references non-existent config' : 'references non-existent secret'} key: ${missing.key}`
}
