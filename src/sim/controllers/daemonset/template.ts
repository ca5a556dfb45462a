import type { Affinity, DaemonSet, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../api/types.js'
import type { Draft } from '../../apiserver/draft.js'
import { controllerReference } from '../owners.js'
import { podFromTemplate } from '../pod-control.js'

export const hashLabel = 'controller-revision-hash'
const generationLabel = 'pod-template-generation'
const generationAnnotation = 'deprecated.daemonset.template.generation'

const standing: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
]
const ofHostNetwork: Toleration = { key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' }

const tolerations = new WeakMap<PodSpec, readonly Toleration[]>()

/** The template's tolerations and those that every daemon has: node trouble does not drive it away (AddOrUpdateDaemonPodTolerations, 1.36). */
export function daemonTolerations(spec: PodSpec): readonly Toleration[] {
  let all = tolerations.get(spec)
  if (all === undefined) {
    all = (spec.hostNetwork === true ? [...standing, ofHostNetwork] : standing).reduce(withToleration, spec.tolerations ?? [])
    tolerations.set(spec, all)
  }
  return all
}

function withToleration(all: readonly Toleration[], added: Toleration): readonly Toleration[] {
  const isSame = (other: Toleration): boolean => other.key === added.key && other.effect === added.effect && other.operator === added.operator && (other.value ?? '') === ''
  return all.some(isSame) ? all.map((other) => (isSame(other) ? added : other)) : [...all, added]
}

/** The pod for one node: bound by the scheduler, which finds that no other node will do. */
export function draftPod(set: DaemonSet, hash: string, node: string): Draft<Pod> {
  return podFromTemplate(set, { ...daemonTemplate(set, hash), spec: specFor(set.spec.template.spec, node) }, [controllerReference(set)])
}

function daemonTemplate(set: DaemonSet, hash: string): PodTemplateSpec {
  const { template } = set.spec
  const generation = set.metadata.annotations?.[generationAnnotation]
  const labels = { ...template.metadata?.labels, ...(generation === undefined ? {} : { [generationLabel]: generation }), [hashLabel]: hash }
  return { ...template, metadata: { ...template.metadata, labels } }
}

const specFor = (spec: PodSpec, node: string): PodSpec => ({ ...spec, affinity: affinityFor(spec.affinity, node), tolerations: daemonTolerations(spec) })

function affinityFor(affinity: Affinity | undefined, node: string): Affinity {
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }]
  return { ...affinity, nodeAffinity: { ...affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } }
}

/** The node that a pod is on, or meant for (GetTargetNodeName). */
export function targetNode({ spec }: Pod): string | undefined {
  if ((spec.nodeName ?? '') !== '') return spec.nodeName
  for (const { matchFields = [] } of spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) {
    const field = matchFields.find(({ key, operator, values }) => key === 'metadata.name' && operator === 'In' && values?.length === 1)
    if (field !== undefined) return field.values![0]
  }
  return undefined
}

/** Whether a pod is of the present template: by the hash of its revision, or by the count of the template's changes (IsPodUpdated). */
export function isUpdated(set: DaemonSet, hash: string, { metadata: { labels } }: Pod): boolean {
  if (labels?.[hashLabel] === hash) return true
  const generation = set.metadata.annotations?.[generationAnnotation]
  return generation !== undefined && labels?.[generationLabel] === generation
}
