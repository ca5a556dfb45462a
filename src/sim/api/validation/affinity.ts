import { checkDnsLabel, checkDnsSubdomain, checkLabelValue } from '../names.js'
import type { Affinity, LabelSelector, LabelSelectorRequirement, NodeAffinity, NodeSelectorTerm, PodAffinity, PodAffinityTerm } from '../types.js'
import { forbidden, invalid, required } from './field-error.js'
import { child, index } from './path.js'
import type { FieldPath } from './path.js'
import { qualifiedName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'

/** Node and pod affinity: core `validateAffinity` 1.36. */

function nodeRequirement(path: FieldPath, { key, operator, values = [] }: LabelSelectorRequirement, checksValues: boolean, errors: Errors): void {
  const at = child(path, 'values')
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"))
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
      break
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"))
      break
    default:
      errors.push(invalid(child(path, 'operator'), operator ?? '', 'not a valid selector operator'))
  }
  qualifiedName(child(path, 'key'), key ?? '', errors)
  if (checksValues) for (const [position, value] of values.entries()) reportEach(index(at, position), value, checkLabelValue(value), errors)
}

function nodeFieldRequirement(path: FieldPath, { key, operator, values = [] }: LabelSelectorRequirement, errors: Errors): void {
  if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(child(path, 'operator'), operator ?? '', 'not a valid selector operator'))
  else if (values.length !== 1)
    errors.push(required(child(path, 'values'), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"))
  if (key !== 'metadata.name') errors.push(invalid(child(path, 'key'), key ?? '', 'not a valid field selector key'))
  else for (const [position, value] of values.entries()) reportEach(index(child(path, 'values'), position), value, checkDnsSubdomain(value), errors)
}

function nodeTerm(path: FieldPath, term: NodeSelectorTerm, checksValues: boolean, errors: Errors): void {
  for (const [position, requirement] of (term.matchExpressions ?? []).entries())
    nodeRequirement(index(child(path, 'matchExpressions'), position), requirement, checksValues, errors)
  for (const [position, requirement] of (term.matchFields ?? []).entries())
    nodeFieldRequirement(index(child(path, 'matchFields'), position), requirement, errors)
}

/** A node selector of terms: `requiredDuringScheduling…` and PersistentVolumes. */
export function validateNodeSelectorTerms(path: FieldPath, terms: readonly NodeSelectorTerm[] | undefined, errors: Errors): void {
  if (!terms || terms.length === 0) errors.push(required(path, 'must have at least one node selector term'))
  else for (const [position, term] of terms.entries()) nodeTerm(index(path, position), term, true, errors)
}

function weight(path: FieldPath, value: number | undefined, errors: Errors): void {
  const given = value ?? 0
  if (given <= 0 || given > 100) errors.push(invalid(child(path, 'weight'), given, 'must be in the range 1-100'))
}

const requiredName = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredName = 'preferredDuringSchedulingIgnoredDuringExecution'

function nodeAffinity(path: FieldPath, affinity: NodeAffinity, errors: Errors): void {
  const needed = affinity[requiredName]
  if (needed) validateNodeSelectorTerms(child(child(path, requiredName), 'nodeSelectorTerms'), needed.nodeSelectorTerms, errors)
  for (const [position, preferred] of (affinity[preferredName] ?? []).entries()) {
    const at = index(child(path, preferredName), position)
    weight(at, preferred.weight, errors)
    nodeTerm(child(at, 'preference'), preferred.preference ?? {}, false, errors)
  }
}

function labelKeys(path: FieldPath, keys: readonly string[] | undefined, selector: LabelSelector | undefined, errors: Errors): void {
  if (!keys || keys.length === 0) return
  if (!selector) errors.push(forbidden(path, 'must not be specified when labelSelector is not set'))
  else for (const [position, name] of keys.entries()) qualifiedName(index(path, position), name, errors)
}

/** `matchLabelKeys` and `mismatchLabelKeys` of affinity terms and spread constraints. */
export function validateLabelKeys(
  path: FieldPath,
  term: { readonly matchLabelKeys?: readonly string[]; readonly mismatchLabelKeys?: readonly string[]; readonly labelSelector?: LabelSelector },
  errors: Errors,
): void {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term
  labelKeys(child(path, 'matchLabelKeys'), matchLabelKeys, labelSelector, errors)
  labelKeys(child(path, 'mismatchLabelKeys'), mismatchLabelKeys, labelSelector, errors)
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}))
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const position = matchLabelKeys.lastIndexOf(key)
    if (position >= 0 && selected.has(key)) errors.push(invalid(index(path, position), key, 'exists in both matchLabelKeys and labelSelector'))
    selected.add(key)
  }
  for (const [position, name] of matchLabelKeys.entries()) {
    if (mismatchLabelKeys.includes(name))
      errors.push(invalid(index(child(path, 'matchLabelKeys'), position), name, 'exists in both matchLabelKeys and mismatchLabelKeys'))
  }
}

function podTerm(path: FieldPath, term: PodAffinityTerm, errors: Errors): void {
  validateLabelSelector(child(path, 'labelSelector'), term.labelSelector, errors)
  validateLabelSelector(child(path, 'namespaceSelector'), term.namespaceSelector, errors)
  for (const namespace of term.namespaces ?? []) reportEach(child(path, 'namespace'), namespace, checkDnsLabel(namespace), errors)
  validateLabelKeys(path, term, errors)
  const topologyKey = term.topologyKey ?? ''
  if (topologyKey === '') errors.push(required(child(path, 'topologyKey'), 'can not be empty'))
  qualifiedName(child(path, 'topologyKey'), topologyKey, errors)
}

function podAffinity(path: FieldPath, affinity: PodAffinity, errors: Errors): void {
  for (const [position, term] of (affinity[requiredName] ?? []).entries()) podTerm(index(child(path, requiredName), position), term, errors)
  for (const [position, preferred] of (affinity[preferredName] ?? []).entries()) {
    const at = index(child(path, preferredName), position)
    weight(at, preferred.weight, errors)
    podTerm(child(at, 'podAffinityTerm'), preferred.podAffinityTerm ?? { topologyKey: '' }, errors)
  }
}

export function validateAffinity(path: FieldPath, affinity: Affinity | undefined, errors: Errors): void {
  if (!affinity) return
  if (affinity.nodeAffinity) nodeAffinity(child(path, 'nodeAffinity'), affinity.nodeAffinity, errors)
  if (affinity.podAffinity) podAffinity(child(path, 'podAffinity'), affinity.podAffinity, errors)
  if (affinity.podAntiAffinity) podAffinity(child(path, 'podAntiAffinity'), affinity.podAntiAffinity, errors)
}
