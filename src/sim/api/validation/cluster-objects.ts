import type { FieldError } from '../errors.js'
import type { KubeObject, Namespace, Node, PriorityClass } from '../types.js'
import { duplicate, forbidden, invalid } from './field-error.js'
import { validateCidr } from './ip.js'
import { clusterLabel, clusterSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import { resourceQuantity } from './resource-names.js'
import { immutable, qualifiedName, requiredOneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateTaints } from './scheduling.js'
import { entries, fields, isPresent, struct } from './values.js'

/** Namespaces, Nodes and PriorityClasses: core `ValidateNamespace`, `ValidateNode`, scheduling `ValidatePriorityClass` 1.36. */

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

export function validateNamespace(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, clusterLabel, errors)
  const path = child(root('spec'), 'finalizers')
  for (const finalizer of (object as Namespace).spec?.finalizers ?? []) {
    qualifiedName(path, finalizer, errors)
    if (!finalizer.includes('/') && !standardFinalizers.has(finalizer))
      errors.push(invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'))
  }
  return errors
}

/** Kinds whose update changes nothing but metadata in the eyes of validation. */
export function validateMetadataOnlyUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  return errors
}

function nodeResources(node: Node, errors: Errors): void {
  for (const name of ['capacity', 'allocatable'] as const) {
    for (const [resource, quantity] of entries<string>(node.status?.[name]))
      resourceQuantity(child(child(root('status'), name), resource), resource, quantity, errors)
  }
}

export function validateNode(object: KubeObject): readonly FieldError[] {
  const [errors, node]: [Errors, Node] = [[], object as Node]
  validateMetadata(object, clusterSubdomain, errors)
  validateTaints(child(root('metadata'), 'taints'), node.spec?.taints, errors)
  nodeResources(node, errors)
  podNetworks(node, errors)
  return errors
}

function podNetworks(node: Node, errors: Errors): void {
  for (const [position, cidr] of (node.spec?.podCIDRs ?? []).entries()) validateCidr(index(child(root('spec'), 'podCIDRs'), position), cidr, errors)
}

function nodeSpecUpdate(node: Node, old: Node, errors: Errors): void {
  podNetworks(node, errors)
  if ((fields(node.spec)['externalID'] ?? '') !== (fields(old.spec)['externalID'] ?? '')) errors.push(forbidden(child(root('spec'), 'externalID'), 'may not be updated'))
  const [cidrs, oldCidrs] = [node.spec?.podCIDRs ?? [], old.spec?.podCIDRs ?? []]
  const message = 'node updates may not change podCIDR except from "" to valid'
  if (oldCidrs.length > 0) {
    if (cidrs.length !== oldCidrs.length) errors.push(forbidden(child(root('spec'), 'podCIDRs'), message))
    else for (const [position, cidr] of oldCidrs.entries()) if (cidr !== cidrs[position]) errors.push(forbidden(child(root('spec'), 'podCIDRs'), message))
  }
  if (old.spec?.providerID && old.spec.providerID !== node.spec?.providerID)
    errors.push(forbidden(child(root('spec'), 'providerID'), 'node updates may not change providerID except from "" to valid'))
  if (node.spec?.taints !== old.spec?.taints) validateTaints(child(root('metadata'), 'taints'), node.spec?.taints, errors)
}

export function validateNodeUpdate(object: KubeObject, before: KubeObject): readonly FieldError[] {
  const [errors, node, old]: [Errors, Node, Node] = [[], object as Node, before as Node]
  validateMetadataUpdate(object, before, errors)
  if (node.status !== old.status) {
    nodeResources(node, errors)
    const seen = new Set<string>()
    for (const [position, { type, address }] of (node.status?.addresses ?? []).entries()) {
      if (seen.has(`${type}/${address}`))
        errors.push(duplicate(index(child(root('status'), 'addresses'), position), struct(['Type', type], ['Address', address])))
      seen.add(`${type}/${address}`)
    }
  }
  if (node.spec !== old.spec) nodeSpecUpdate(node, old, errors)
  return errors
}

/** Built-in classes: name -> value. */
export const systemPriorities: Readonly<Record<string, number>> = { 'system-cluster-critical': 2000000000, 'system-node-critical': 2000001000 }

function systemPriorityError({ metadata: { name }, value, globalDefault }: PriorityClass): string | undefined {
  const expected = systemPriorities[name]
  if (expected === undefined) return `${name} is not a known system priority class`
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`
  return globalDefault === true ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

export function validatePriorityClass(object: KubeObject): readonly FieldError[] {
  const [errors, priority]: [Errors, PriorityClass] = [[], object as PriorityClass]
  validateMetadata(object, clusterSubdomain, errors)
  if (priority.metadata.name?.startsWith('system-')) {
    const error = systemPriorityError(priority)
    if (error !== undefined)
      errors.push(forbidden(child(root('metadata'), 'name'), `priority class names with 'system-' prefix are reserved for system use only. error: ${error}`))
  } else if (priority.value > 1000000000) errors.push(forbidden(root('value'), 'maximum allowed value of a user defined priority is 1000000000'))
  if (isPresent(priority.preemptionPolicy))
    requiredOneOf(root('preemptionPolicy'), priority.preemptionPolicy as string, ['PreemptLowerPriority', 'Never'], errors)
  return errors
}

export function validatePriorityClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  const [priority, before] = [object as PriorityClass, old as PriorityClass]
  if ((priority.value ?? 0) !== (before.value ?? 0)) errors.push(forbidden(root('value'), 'may not be changed in an update.'))
  immutable(root('preemptionPolicy'), priority.preemptionPolicy, before.preemptionPolicy, errors)
  return errors
}
