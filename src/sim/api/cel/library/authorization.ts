import { accountIdentity, type AccessAnswer, type AccessQuestion, type Identity } from '../../access.js'
import { checkDnsLabel, checkDnsSubdomain } from '../../names.js'
import { define, type CelFunction } from '../functions.js'
import { fault, opaque, type CelValue, type OpaqueValue } from '../values.js'

/** Questions to the authorizer: `library/authz.go` of apiserver 1.36. Each step adds to the question; `check` asks it. */
const authz = 'kubernetes.authorization'

type Resource = NonNullable<AccessQuestion['resource']>
interface Asking { readonly ask: (question: AccessQuestion) => AccessAnswer; readonly identity: Identity; readonly url?: string; readonly resource?: Resource }

const step = (name: string, asking: Asking): CelValue => opaque(`${authz}.${name}`, asking, name)
const askingOf = ({ value }: OpaqueValue): Asking => value as Asking
const anything: Resource = { group: '', plural: '', subresource: '', name: '', namespace: '' }

/** The value of `authorizer`: somebody who asks. */
export const authorizer = (ask: Asking['ask'], identity: Identity): CelValue => step('Authorizer', { ask, identity })
/** The value of `authorizer.requestResource`. */
export const requestResource = (ask: Asking['ask'], identity: Identity, resource: Resource): CelValue => step('ResourceCheck', { ask, identity, resource })

const narrowed = (asking: Asking, more: Partial<Resource>): CelValue => step('ResourceCheck', { ...asking, resource: { ...anything, ...asking.resource, ...more } })

function path(from: OpaqueValue, url: string): CelValue {
  return url.trim() === '' ? fault('path must not be empty') : step('PathCheck', { ...askingOf(from), url })
}

function serviceAccount(from: OpaqueValue, namespace: string, name: string): CelValue {
  if (checkDnsSubdomain(name).length > 0) return fault('Invalid service account name')
  if (checkDnsLabel(namespace).length > 0) return fault('Invalid service account namespace')
  return step('Authorizer', { ...askingOf(from), identity: accountIdentity(namespace, name) })
}

function group(from: OpaqueValue, name: string): CelValue {
  return step('GroupCheck', { ...askingOf(from), resource: { ...anything, group: name } })
}

function resource(from: OpaqueValue, plural: string): CelValue {
  return plural.trim() === '' ? fault('resource must not be empty') : narrowed(askingOf(from), { plural })
}

function check(from: OpaqueValue, verb: string): CelValue {
  const { ask, identity, url, resource: asked } = askingOf(from)
  return opaque(`${authz}.Decision`, ask({ ...identity, verb, ...(asked === undefined ? {} : { resource: asked }), ...(url === undefined ? {} : { url }) }), 'Decision')
}

const part = (key: 'subresource' | 'namespace' | 'name') => (from: OpaqueValue, value: string): CelValue => narrowed(askingOf(from), { [key]: value })
/** RBAC looks at no selectors. */
const selector = (from: OpaqueValue, _text: string): CelValue => narrowed(askingOf(from), {})
const answerOf = ({ value }: OpaqueValue): AccessAnswer => value as AccessAnswer

export const authorization: readonly CelFunction[] = [
  define(`@${authz}.Authorizer.path(string): ${authz}.PathCheck`, path),
  define(`@${authz}.Authorizer.serviceAccount(string, string): ${authz}.Authorizer`, serviceAccount),
  define(`@${authz}.Authorizer.group(string): ${authz}.GroupCheck`, group),
  define(`@${authz}.GroupCheck.resource(string): ${authz}.ResourceCheck`, resource),
  ...(['subresource', 'namespace', 'name'] as const).map((key) => define(`@${authz}.ResourceCheck.${key}(string): ${authz}.ResourceCheck`, part(key))),
  ...['fieldSelector', 'labelSelector'].map((key) => define(`@${authz}.ResourceCheck.${key}(string): ${authz}.ResourceCheck`, selector)),
  ...['PathCheck', 'ResourceCheck'].map((type) => define(`@${authz}.${type}.check(string): ${authz}.Decision`, check)),
  define(`@${authz}.Decision.allowed(): bool`, (decision: OpaqueValue) => answerOf(decision).isAllowed),
  define(`@${authz}.Decision.reason(): string`, (decision: OpaqueValue) => answerOf(decision).why),
  define(`@${authz}.Decision.errored(): bool`, () => false), define(`@${authz}.Decision.error(): string`, () => ''),
]
