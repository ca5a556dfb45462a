import { checkDnsLabel, checkDnsSubdomain } from '../../names.js'
import { define, type CelFunction } from '../functions.js'
import { fault, opaque, type CelValue } from '../values.js'

/**
 * Questions to the authorizer: `library/authz.go` of apiserver 1.36. Who may do what is not simulated: everything that can be asked is
 * allowed, and manifests whose expressions ask are reported (`asksAuthorizer`).
 */
const authz = 'kubernetes.authorization'
const check = (name: string): CelValue => opaque(`${authz}.${name}`, undefined, name)

const filled = (word: string, to: string) => (_: CelValue, text: string): CelValue => (text.trim() === '' ? fault(`${word} must not be empty`) : check(to))

function serviceAccount(_: CelValue, namespace: string, name: string): CelValue {
  if (checkDnsSubdomain(name).length > 0) return fault('Invalid service account name')
  return checkDnsLabel(namespace).length > 0 ? fault('Invalid service account namespace') : check('Authorizer')
}

const steps: readonly (readonly [string, string, string])[] = [
  ['Authorizer', 'group', 'GroupCheck'], ['PathCheck', 'check', 'Decision'], ['ResourceCheck', 'check', 'Decision'],
  ...['subresource', 'namespace', 'name', 'fieldSelector', 'labelSelector'].map((name) => ['ResourceCheck', name, 'ResourceCheck'] as const),
]

export const authorization: readonly CelFunction[] = [
  define(`@${authz}.Authorizer.path(string): ${authz}.PathCheck`, filled('path', 'PathCheck')),
  define(`@${authz}.Authorizer.serviceAccount(string, string): ${authz}.Authorizer`, serviceAccount),
  define(`@${authz}.GroupCheck.resource(string): ${authz}.ResourceCheck`, filled('resource', 'ResourceCheck')),
  ...steps.map(([from, name, to]) => define(`@${authz}.${from}.${name}(string): ${authz}.${to}`, () => check(to))),
  define(`@${authz}.Decision.allowed(): bool`, () => true), define(`@${authz}.Decision.errored(): bool`, () => false),
  define(`@${authz}.Decision.reason(): string`, () => ''), define(`@${authz}.Decision.error(): string`, () => ''),
]

export const authorizer: CelValue = check('Authorizer')
export const requestResource: CelValue = check('ResourceCheck')
