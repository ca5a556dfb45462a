import type { KubeObject, PodSpec, PriorityClass } from '../types.js'
import { systemPriorities } from '../validation/cluster-objects.js'
import { refuse } from './define.js'
import type { AdmissionLookup, ObjectPlugin, PodDraft, PodPlugin, Refusal } from './define.js'

/** Priority classes become numbers: plugin `Priority` 1.36. */

const kind = 'PriorityClass.scheduling.k8s.io'
const classes = (lookup: AdmissionLookup): readonly PriorityClass[] => lookup.list(kind, undefined) as readonly PriorityClass[]

/** The default class; the lowest where several are marked. */
function defaultClass(lookup: AdmissionLookup): PriorityClass | undefined {
  return classes(lookup)
    .filter(({ globalDefault }) => globalDefault === true)
    .reduce<PriorityClass | undefined>((low, one) => (low === undefined || low.value > one.value ? one : low), undefined)
}

interface Resolved {
  readonly name: string
  readonly value: number
  readonly preemptionPolicy: string | undefined
}

function resolve(name: string, lookup: AdmissionLookup): Resolved | undefined {
  const found = lookup.get(kind, name) as PriorityClass | undefined
  if (found) return { name, value: found.value, preemptionPolicy: found.preemptionPolicy }
  const value = systemPriorities[name]
  return value === undefined ? undefined : { name, value, preemptionPolicy: 'PreemptLowerPriority' }
}

function resolveDefault(lookup: AdmissionLookup): Resolved {
  const found = defaultClass(lookup)
  return found
    ? { name: found.metadata.name, value: found.value, preemptionPolicy: found.preemptionPolicy }
    : { name: '', value: 0, preemptionPolicy: 'PreemptLowerPriority' }
}

/** A pod may repeat what its class says, nothing else. */
function contradiction(spec: PodSpec, resolved: Resolved): Refusal | undefined {
  const { priority, preemptionPolicy: policy } = spec
  if (priority !== undefined && priority !== resolved.value)
    return refuse(
      `the integer value of priority (${priority}) must not be provided in pod spec; priority admission controller computed ` +
        `${resolved.value} from the given PriorityClass name`,
    )
  if (policy !== undefined && resolved.preemptionPolicy !== undefined && policy !== resolved.preemptionPolicy)
    return refuse(
      `the string value of PreemptionPolicy (${policy}) must not be provided in pod spec; priority admission controller computed ` +
        `${resolved.preemptionPolicy} from the given PriorityClass name`,
    )
  return undefined
}

function mutate(draft: PodDraft, _namespace: string, lookup: AdmissionLookup): PodDraft | Refusal {
  const { spec } = draft
  const resolved = spec.priorityClassName ? resolve(spec.priorityClassName, lookup) : resolveDefault(lookup)
  if (!resolved) return refuse(`no PriorityClass with name ${spec.priorityClassName} was found`)
  const refusal = contradiction(spec, resolved)
  if (refusal) return refusal
  const { name, value, preemptionPolicy } = resolved
  const isSet =
    spec.priority === value && (spec.priorityClassName ?? '') === name && (preemptionPolicy === undefined || spec.preemptionPolicy === preemptionPolicy)
  if (isSet) return draft
  return {
    ...draft,
    spec: { ...spec, priority: value, ...(name !== '' && { priorityClassName: name }), ...(preemptionPolicy !== undefined && { preemptionPolicy }) },
  }
}

export const priority: PodPlugin = { name: 'Priority', mutate }

/** There is one default class at most. */
function review(object: KubeObject, lookup: AdmissionLookup): Refusal | undefined {
  if ((object as PriorityClass).globalDefault !== true) return undefined
  const other = defaultClass(lookup)
  return other && other.metadata.uid !== object.metadata.uid
    ? refuse(`PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`)
    : undefined
}

export const priorityClass: ObjectPlugin = { name: 'Priority', kind, review }
