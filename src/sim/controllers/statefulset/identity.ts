import type { Pod, PodTemplateSpec, StatefulSet, StringMap, Volume } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import { controllerReference } from '../owners.js'
import { podFromTemplate } from '../pod-control.js'
import { claimNameOf, podName } from './names.js'

/** Who a pod of a StatefulSet is: its ordinal gives it its name, labels and claims (stateful_set_utils.go, 1.36). */

export const podNameLabel = 'statefulset.kubernetes.io/pod-name'
export const podIndexLabel = 'apps.kubernetes.io/pod-index'
export const revisionLabel = 'controller-revision-hash'

export const startOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0

const decimal = /^[0-9]+$/
const maxOrdinal = 0x7fff_ffff

/** The ordinal of a pod name of the set; undefined when the name is not of this set. */
export function ordinalOf(set: StatefulSet, podName: string): number | undefined {
  const dash = podName.lastIndexOf('-')
  const digits = podName.slice(dash + 1)
  if (podName.slice(0, Math.max(dash, 0)) !== set.metadata.name || !decimal.test(digits)) return undefined
  const ordinal = Number(digits)
  return ordinal <= maxOrdinal ? ordinal : undefined
}

export function isInRange(set: StatefulSet, ordinal: number): boolean {
  const start = startOrdinal(set)
  return ordinal >= start && ordinal < start + set.spec.replicas
}

export const revisionOfPod = (pod: Pod): string => pod.metadata.labels?.[revisionLabel] ?? ''

const identityLabels = (set: StatefulSet, ordinal: number): StringMap => ({ [podNameLabel]: podName(set, ordinal), [podIndexLabel]: String(ordinal) })

/** The pod of an ordinal that does not exist yet. */
export function draftPod(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): Draft<Pod> {
  const draft = podFromTemplate(set, template, [controllerReference(set)])
  const name = podName(set, ordinal)
  return {
    ...draft,
    metadata: { ...draft.metadata, name, labels: { ...draft.metadata.labels, ...identityLabels(set, ordinal), [revisionLabel]: revision } },
    spec: {
      ...template.spec,
      hostname: name,
      ...((set.spec.serviceName ?? '') === '' ? {} : { subdomain: set.spec.serviceName! }),
      ...withClaims(set, ordinal, template.spec.volumes),
    },
  }
}

function withClaims(set: StatefulSet, ordinal: number, volumes: readonly Volume[] | undefined): { readonly volumes?: readonly Volume[] } {
  const claims = set.spec.volumeClaimTemplates ?? []
  if (claims.length === 0) return {}
  const names = new Set(claims.map(({ metadata }) => metadata.name))
  const own = claims.map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: claimNameOf(set, name, ordinal) } }))
  return { volumes: [...own, ...(volumes ?? []).filter(({ name }) => !names.has(name))] }
}

export const isIdentityRight = (set: StatefulSet, pod: Pod, ordinal: number): boolean =>
  pod.metadata.labels?.[podNameLabel] === podName(set, ordinal) && pod.metadata.name === podName(set, ordinal)

/** Whether the pod's volumes are the claims of its ordinal. */
export function isStorageRight(set: StatefulSet, pod: Pod, ordinal: number): boolean {
  return (set.spec.volumeClaimTemplates ?? []).every(({ metadata: { name } }) =>
    pod.spec.volumes?.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName === claimNameOf(set, name, ordinal))
}

/** The pod with the labels and volumes that belong to it. */
export function withIdentity(set: StatefulSet, pod: Pod, ordinal: number): Pod {
  const isRight = isStorageRight(set, pod, ordinal)
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...identityLabels(set, ordinal) } },
    spec: isRight ? pod.spec : { ...pod.spec, ...withClaims(set, ordinal, pod.spec.volumes) },
  }
}
