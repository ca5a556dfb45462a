/** Which requests a policy is for: apiserver 1.36 `admission/plugin/policy/matching`. */
import { compileSelector } from '../../labels.js'
import type { KubeObject } from '../../types.js'
import type { AdmissionLookup } from '../define.js'
import type { AdmissionRequest } from '../policy-plugin.js'
import type { MatchResources, ResourceRule } from './types.js'

const has = (list: readonly string[] | undefined, value: string): boolean => list?.some((one) => one === '*' || one === value) === true

/** A resource, one with all its parts, one part of it, or a star, which means objects and not their parts. */
function hasResource(list: readonly string[] | undefined, { resource, subresource }: AdmissionRequest): boolean {
  return list?.some((one) => {
    const [wanted = '', part = ''] = one.split('/')
    if (one === '*/*') return true
    return (wanted === '*' || wanted === resource) && (part === '*' || part === subresource)
  }) === true
}

function matchesRule(rule: ResourceRule, request: AdmissionRequest): boolean {
  const isNamespaced = request.namespace !== ''
  if (rule.scope === 'Cluster' && isNamespaced) return false
  if (rule.scope === 'Namespaced' && !isNamespaced) return false
  if ((rule.resourceNames?.length ?? 0) > 0 && !rule.resourceNames?.includes(request.name)) return false
  return has(rule.apiGroups, request.group) && has(rule.apiVersions, request.version) && has(rule.operations, request.operation) && hasResource(rule.resources, request)
}

/** Policies themselves are not subject to policies. */
const isPolicy = ({ group, resource }: AdmissionRequest): boolean => group === 'admissionregistration.k8s.io' && /^(validating|mutating)admissionpolic/.test(resource)

/** `isBinding`: no rules there means all that the policy itself is for. */
export function matchesRequest(match: MatchResources | undefined, request: AdmissionRequest, lookup: AdmissionLookup, isBinding: boolean): boolean {
  if (isPolicy(request)) return false
  if (!match) return isBinding
  if (match.excludeResourceRules?.some((rule) => matchesRule(rule, request))) return false
  const rules = match.resourceRules ?? []
  if (rules.length === 0 ? !isBinding : !rules.some((rule) => matchesRule(rule, request))) return false
  return matchesNamespace(match, request, lookup) && matchesObject(match, request)
}

function matchesNamespace({ namespaceSelector }: MatchResources, request: AdmissionRequest, lookup: AdmissionLookup): boolean {
  if (!namespaceSelector) return true
  if (request.group === '' && request.resource === 'namespaces') return compileSelector(namespaceSelector)((request.object ?? request.oldObject)?.metadata.labels ?? {})
  if (request.namespace === '') return true
  return compileSelector(namespaceSelector)(lookup.get('Namespace', request.namespace)?.metadata.labels ?? {})
}

function matchesObject({ objectSelector }: MatchResources, { object, oldObject }: AdmissionRequest): boolean {
  if (!objectSelector) return true
  const matches = (one: KubeObject | undefined): boolean => one !== undefined && compileSelector(objectSelector)(one.metadata?.labels ?? {})
  return matches(object) || matches(oldObject)
}
