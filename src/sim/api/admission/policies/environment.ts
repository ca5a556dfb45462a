/** What expressions of policies may name: apiserver 1.36 `admission/plugin/cel/compile.go`. */
import { authorizer, requestResource } from '../../cel/library/authorization.js'
import { fromJson } from '../../cel/from-json.js'
import { bool, dyn, listOf, mapOf, objectOf as escapedObject, string, type CelType, type ObjectType } from '../../cel/types.js'
import { mapValue, type CelValue } from '../../cel/values.js'
import type { AdmissionLookup } from '../define.js'
import type { AdmissionRequest } from '../policy-plugin.js'

const objectOf = (name: string, fields: Iterable<readonly [string, CelType]>): ObjectType => escapedObject(name, fields, false)

const kindType = objectOf('kubernetes.GroupVersionKind', [['group', string], ['version', string], ['kind', string]])
const resourceType = objectOf('kubernetes.GroupVersionResource', [['group', string], ['version', string], ['resource', string]])
const userType = objectOf('kubernetes.UserInfo', [['username', string], ['uid', string], ['groups', listOf(string)], ['extra', mapOf(string, listOf(string))]])
const requestType = objectOf('kubernetes.AdmissionRequest', [
  ['kind', kindType], ['resource', resourceType], ['subResource', string], ['requestKind', kindType], ['requestResource', resourceType], ['requestSubResource', string],
  ['name', string], ['namespace', string], ['operation', string], ['userInfo', userType], ['dryRun', bool], ['options', dyn],
])
const namespaceType = objectOf('kubernetes.Namespace', [
  ['metadata', objectOf('kubernetes.ObjectMeta', [
    ['name', string], ['generateName', string], ['namespace', string], ['labels', mapOf(string, string)], ['annotations', mapOf(string, string)], ['UID', string],
    ['creationTimestamp', { form: 'timestamp' }], ['deletionGracePeriodSeconds', { form: 'int' }], ['deletionTimestamp', { form: 'timestamp' }], ['generation', { form: 'int' }],
    ['resourceVersion', string], ['finalizers', listOf(string)],
  ])],
  ['spec', objectOf('kubernetes.NamespaceSpec', [['finalizers', listOf(string)]])],
  ['status', objectOf('kubernetes.NamespaceStatus', [['phase', string]])],
])

const authz = (name: string): CelType => ({ form: 'opaque', name: `kubernetes.authorization.${name}` })

/** `variables` has those that were declared before. */
export function variableTypes(hasParams: boolean, variables: ReadonlyMap<string, CelType>): Readonly<Record<string, CelType>> {
  return {
    object: dyn, oldObject: dyn, request: requestType, namespaceObject: namespaceType, authorizer: authz('Authorizer'),
    'authorizer.requestResource': authz('ResourceCheck'), variables: objectOf('kubernetes.variables', variables), ...(hasParams && { params: dyn }),
  }
}

/** Objects that a mutation makes: the fields are checked when they are applied. */
const openFields = { get: () => dyn } as unknown as ReadonlyMap<string, CelType>
const patchType = objectOf('JSONPatch', [['op', string], ['path', string], ['from', string], ['value', dyn]])

export function structs(name: string): ObjectType | undefined {
  if (name === 'JSONPatch') return patchType
  return name === 'Object' || name.startsWith('Object.') ? { form: 'object', name, fields: openFields, escaped: new Map() } : undefined
}

/** Values of one request; the same for all policies. */
export function requestValues(request: AdmissionRequest, lookup: AdmissionLookup): Readonly<Record<string, CelValue>> {
  const { group, version, resource, kind, subresource, name, namespace, operation, isDryRun, user: identity } = request
  const [kinds, resources] = [{ group, version, kind }, { group, version, resource }]
  const described = {
    kind: kinds, resource: resources, subResource: subresource, requestKind: kinds, requestResource: resources, requestSubResource: subresource,
    name, namespace, operation, dryRun: isDryRun, options: {}, userInfo: { username: identity.user, uid: '', groups: identity.groups, extra: {} },
  }
  const own = namespace === '' ? undefined : lookup.get('Namespace', namespace)
  return {
    object: fromJson(request.object, dyn), oldObject: fromJson(request.oldObject, dyn), request: fromJson(described, requestType), namespaceObject: fromJson(own, namespaceType),
    authorizer: authorizer(lookup.authorize, identity), 'authorizer.requestResource': requestResource(lookup.authorize, identity, { group, plural: resource, subresource, name, namespace }),
    variables: mapValue([], 'kubernetes.variables'),
  }
}
