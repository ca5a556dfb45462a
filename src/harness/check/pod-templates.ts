import { printedRef } from './refs.js'
import type { PodSpec, StringMap } from '../../sim/api/types.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'

/** What pods a manifest makes, whether its kind is simulated or not. */
export interface PodTemplate {
  readonly checked: CheckedManifest
  /** `statefulset/web`. */
  readonly ref: string
  readonly namespace: string
  readonly labels: StringMap
  readonly spec: PodSpec
  /** Pointer to `spec` of the pod inside the manifest. */
  readonly pointer: string
}

interface Sections { readonly spec?: Fields; readonly metadata?: { readonly labels?: StringMap } }
type Fields = Readonly<Record<string, unknown>>

/** Pointers to the pod inside the kinds that make pods. */
const places: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  'Deployment.apps': ['spec', 'template'],
  'ReplicaSet.apps': ['spec', 'template'],
  'StatefulSet.apps': ['spec', 'template'],
  'DaemonSet.apps': ['spec', 'template'],
  'Job.batch': ['spec', 'template'],
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template'],
  ReplicationController: ['spec', 'template'],
}

export const podTemplatesOf = (manifests: readonly CheckedManifest[]): readonly PodTemplate[] => manifests.flatMap((checked) => templateOf(checked) ?? [])

function templateOf(checked: CheckedManifest): PodTemplate | undefined {
  const path = places[checked.kind.id]
  if (path === undefined) return undefined
  const pod = path.reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], checked.object) as Sections | undefined
  if (pod?.spec === undefined) return undefined
  const { metadata } = checked.object
  return {
    checked, ref: printedRef(checked.kind, metadata), namespace: metadata.namespace ?? 'default',
    labels: pod.metadata?.labels ?? {}, spec: pod.spec as unknown as PodSpec, pointer: ['', ...path, 'spec'].join('/'),
  }
}
