import type { FieldError } from '../errors.js'
import { checkPathSegment } from '../names.js'
import type { KubeObject, LabelSelector } from '../types.js'
import { isEqual } from './equal.js'
import { invalid, notSupported, required } from './field-error.js'
import { clusterPathSegment, namespacedPathSegment, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { dnsSubdomain, oneOf, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateLabelSelector } from './selector.js'
import { fields, items, optional, struct, text, texts } from './values.js'
import type { Fields } from './values.js'

/** Roles and bindings: rbac `ValidateRole`, `ValidateRoleBinding` 1.36. */

const group = 'rbac.authorization.k8s.io'

function policyRule(path: FieldPath, rule: Fields, isNamespaced: boolean, errors: Errors): void {
  if (texts(rule['verbs']).length === 0) errors.push(required(child(path, 'verbs'), 'verbs must contain at least one value'))
  const urls = texts(rule['nonResourceURLs'])
  const at = child(path, 'nonResourceURLs')
  if (urls.length > 0) {
    if (isNamespaced) errors.push(invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'))
    if (['apiGroups', 'resources', 'resourceNames'].some((name) => texts(rule[name]).length > 0))
      errors.push(invalid(at, urls, 'rules cannot apply to both regular resources and non-resource URLs'))
    return
  }
  if (texts(rule['apiGroups']).length === 0) errors.push(required(child(path, 'apiGroups'), 'resource rules must supply at least one api group'))
  if (texts(rule['resources']).length === 0) errors.push(required(child(path, 'resources'), 'resource rules must supply at least one resource'))
}

function roleErrors(object: KubeObject, isNamespaced: boolean, errors: Errors): void {
  validateMetadata(object, isNamespaced ? namespacedPathSegment : clusterPathSegment, errors)
  const role = fields(object)
  for (const [position, rule] of items(role['rules']).entries()) policyRule(index(root('rules'), position), rule, isNamespaced, errors)
  const aggregation = isNamespaced ? undefined : optional(role['aggregationRule'])
  if (!aggregation) return
  const path = child(root('aggregationRule'), 'clusterRoleSelectors')
  const selectors = items(aggregation['clusterRoleSelectors'])
  if (selectors.length === 0) errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'))
  for (const [position, selector] of selectors.entries()) aggregated(index(path, position), selector as LabelSelector, errors)
}

/** A selector that cannot be compiled is said once more, without a value. */
function aggregated(path: FieldPath, selector: LabelSelector, errors: Errors): void {
  const before = errors.length
  validateLabelSelector(path, selector, errors)
  if (errors.length > before) errors.push(invalid(path, null, 'invalid label selector.'))
}

function subject(path: FieldPath, given: Fields, isNamespaced: boolean, errors: Errors): void {
  const [kind, name, apiGroup] = [text(given['kind']), text(given['name']), text(given['apiGroup'])]
  if (name === '') errors.push(required(child(path, 'name')))
  if (kind === 'ServiceAccount') {
    if (name !== '') dnsSubdomain(child(path, 'name'), name, errors)
    if (apiGroup !== '') errors.push(notSupported(child(path, 'apiGroup'), apiGroup, ['']))
    if (!isNamespaced && text(given['namespace']) === '') errors.push(required(child(path, 'namespace')))
  } else if (kind === 'User' || kind === 'Group') oneOf(child(path, 'apiGroup'), apiGroup, [group], errors)
  else errors.push(notSupported(child(path, 'kind'), kind, ['ServiceAccount', 'User', 'Group']))
}

function bindingErrors(object: KubeObject, isNamespaced: boolean, errors: Errors): void {
  validateMetadata(object, isNamespaced ? namespacedPathSegment : clusterPathSegment, errors)
  const binding = fields(object)
  const ref = fields(binding['roleRef'])
  const path = root('roleRef')
  oneOf(child(path, 'apiGroup'), text(ref['apiGroup']), [group], errors)
  oneOf(child(path, 'kind'), text(ref['kind']), isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'], errors)
  const name = text(ref['name'])
  if (name === '') errors.push(required(child(path, 'name')))
  else reportEach(child(path, 'name'), name, checkPathSegment(name), errors)
  for (const [position, one] of items(binding['subjects']).entries()) subject(index(root('subjects'), position), one, isNamespaced, errors)
}

type Create = (object: KubeObject) => readonly FieldError[]
type Update = (object: KubeObject, old: KubeObject) => readonly FieldError[]

const creating =
  (check: (object: KubeObject, isNamespaced: boolean, errors: Errors) => void, isNamespaced: boolean): Create =>
  (object) => {
    const errors: Errors = []
    check(object, isNamespaced, errors)
    return errors
  }

const roleUpdating =
  (isNamespaced: boolean): Update =>
  (object, old) => {
    const errors: Errors = []
    roleErrors(object, isNamespaced, errors)
    validateMetadataUpdate(object, old, errors)
    return errors
  }

const bindingUpdating =
  (isNamespaced: boolean): Update =>
  (object, old) => {
    const errors: Errors = []
    bindingErrors(object, isNamespaced, errors)
    validateMetadataUpdate(object, old, errors)
    const ref = fields(fields(object)['roleRef'])
    if (!isEqual(ref, fields(old)['roleRef']))
      errors.push(invalid(root('roleRef'), struct(['APIGroup', text(ref['apiGroup'])], ['Kind', text(ref['kind'])], ['Name', text(ref['name'])]), 'cannot change roleRef'))
    return errors
  }

export const validateRole: Create = creating(roleErrors, true)
export const validateClusterRole: Create = creating(roleErrors, false)
export const validateRoleBinding: Create = creating(bindingErrors, true)
export const validateClusterRoleBinding: Create = creating(bindingErrors, false)
export const validateRoleUpdate: Update = roleUpdating(true)
export const validateClusterRoleUpdate: Update = roleUpdating(false)
export const validateRoleBindingUpdate: Update = bindingUpdating(true)
export const validateClusterRoleBindingUpdate: Update = bindingUpdating(false)
