import { accountIdentity, type AccessAnswer, type AccessQuestion } from '../api/access.js'
import { Kind } from '../api/kinds/ids.js'
import type { PolicyRule, RbacBinding, RbacSubject } from '../api/rbac-types.js'
import type { StoreReader } from '../store/store.js'
import { clusterRoleBindings, rulesOf } from './roles.js'

/** Members of this group are asked nothing (apiserver/pkg/authorization/authorizerfactory NewPrivilegedGroups, 1.36). */
const privileged = 'system:masters'

/**
 * What the RBAC authorizer says (plugin/pkg/auth/authorizer/rbac VisitRulesFor, 1.36): bindings of the cluster first, then those of the
 * namespace, each in the order of names; the first rule that allows it answers. Roles that are not there are named when nothing does.
 */
export function authorize(store: StoreReader, question: AccessQuestion): AccessAnswer {
  if (question.groups.includes(privileged)) return { isAllowed: true, why: '' }
  const namespace = question.resource?.namespace ?? ''
  const missing: string[] = []
  for (const binding of [...clusterRoleBindings(store), ...roleBindings(store, namespace)]) {
    const home = binding.metadata.namespace ?? ''
    const subject = (binding.subjects ?? []).find((candidate) => isMeant(candidate, question, home))
    if (subject === undefined) continue
    const rules = rulesOf(store, binding.roleRef, home)
    if (rules === undefined) missing.push(`${binding.roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io "${binding.roleRef.name}" not found`)
    else if (rules.some((rule) => permits(rule, question))) return { isAllowed: true, why: `RBAC: allowed by ${bindingText(binding)} to ${subjectText(subject, home)}` }
  }
  if (missing.length === 0) return { isAllowed: false, why: '' }
  return { isAllowed: false, why: `RBAC: ${missing.length === 1 ? missing[0]! : `[${missing.join(', ')}]`}` }
}

const roleBindings = (store: StoreReader, namespace: string): readonly RbacBinding[] =>
  namespace === '' ? [] : store.inNamespace<RbacBinding>(Kind.RoleBinding, namespace).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))

const bindingText = ({ kind, metadata, roleRef }: RbacBinding): string =>
  `${kind} "${metadata.name}${metadata.namespace === undefined ? '' : `/${metadata.namespace}`}" of ${roleRef.kind} "${roleRef.name}"`

const subjectText = ({ kind, name, namespace }: RbacSubject, home: string): string => (kind === 'ServiceAccount' ? `${kind} "${name}/${namespace ?? home}"` : `${kind} "${name}"`)

function isMeant({ kind, name, namespace }: RbacSubject, { user, groups }: AccessQuestion, home: string): boolean {
  if (kind === 'User') return user === name
  if (kind === 'Group') return groups.includes(name)
  const own = namespace === undefined || namespace === '' ? home : namespace
  return kind === 'ServiceAccount' && own !== '' && user === accountIdentity(own, name).user
}

/** pkg/apis/rbac/v1 evaluation helpers: VerbMatches, APIGroupMatches, ResourceMatches, ResourceNameMatches, NonResourceURLMatches. */
function permits({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule, { verb, resource, url }: AccessQuestion): boolean {
  const has = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value)
  if (!has(verbs, verb)) return false
  if (resource === undefined) return nonResourceURLs.some((allowed) => allowed === '*' || allowed === url || (allowed.endsWith('*') && url?.startsWith(allowed.slice(0, -1)) === true))
  const { group, plural, subresource, name } = resource
  const whole = subresource === '' ? plural : `${plural}/${subresource}`
  const isResource = has(resources, whole) || (subresource !== '' && resources.includes(`*/${subresource}`))
  return has(apiGroups, group) && isResource && (resourceNames.length === 0 || resourceNames.includes(name))
}
