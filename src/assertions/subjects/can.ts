import { Kind } from '../../sim/api/kinds/ids.js'
import { kindById } from '../../sim/api/kinds/registry.js'
import type { Json, JsonObject } from '../../sim/api/types.js'
import { identityOf, type ClusterView } from '../../sim/view.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { complain, takeObject, under, type Reading } from '../reading.js'
import { describeValue } from '../values/parsed.js'
import { failed, passed, type Verdict } from '../verdict.js'

type Question = Parameters<ClusterView['authorize']>[0]
interface Params { readonly question: Question; readonly isAllowed: boolean; readonly text: string }

function read(raw: Json, reading: Reading): Params | undefined {
  const object = takeObject(reading, raw)
  if (object === undefined) return undefined
  const { verb, url, allowed = true } = object
  const identity = readIdentity(object, reading)
  if (typeof verb !== 'string') return complain(under(reading, 'verb'), `must be a verb such as \`list\`, but is ${describeValue(verb)}`)
  if ((url === undefined) === (object['resource'] === undefined)) return complain(reading, 'needs a `resource` or a `url`, and not both')
  const resource = url === undefined ? readResource(object, reading) : undefined
  if (identity === undefined || (url === undefined && resource === undefined)) return undefined
  const what = resource === undefined ? String(url) : `${object['resource'] as string}${resource.name === '' ? '' : `/${resource.name}`}`
  const where = resource === undefined || resource.namespace === '' ? '' : ` in ${resource.namespace}`
  return {
    question: { ...identity, verb, ...(resource === undefined ? { url: String(url) } : { resource }) }, isAllowed: allowed !== false,
    text: `${String(object['as'])} ${verb} ${what}${where}`,
  }
}

function readIdentity({ as, groups }: JsonObject, reading: Reading): Pick<Question, 'user' | 'groups'> | undefined {
  if (typeof as !== 'string' || as === '') return complain(under(reading, 'as'), `must be \`serviceaccount/NAME\` or a user's name, but is ${describeValue(as)}`)
  const more = Array.isArray(groups) ? groups.filter((group): group is string => typeof group === 'string') : []
  const [, namespace = reading.scope.namespace, word, name] = /^(?:([a-z0-9-]+):)?([a-z]+)\/([^/]+)$/.exec(as) ?? []
  const isAccount = word !== undefined && reading.scope.kindNamed(word)?.id === Kind.ServiceAccount
  if (word !== undefined && !isAccount) return complain(under(reading, 'as'), `must be \`serviceaccount/NAME\` or a user's name, but is ${describeValue(as)}`)
  return identityOf(isAccount ? `system:serviceaccount:${namespace}:${name}` : as, more)
}

/** `pods`, `deploy`, `deployments.apps`, `pods/log`; a name that no kind has is taken as it is, as kubectl does. */
function readResource({ resource, name, namespace = '' }: JsonObject, reading: Reading): Question['resource'] | undefined {
  if (typeof resource !== 'string' || resource === '') return complain(under(reading, 'resource'), `must be a resource such as \`pods\`, but is ${describeValue(resource)}`)
  const [word = '', subresource = ''] = resource.split('/')
  const known = word === '*' ? undefined : reading.scope.kindNamed(word)
  const dot = word.indexOf('.')
  const own = typeof namespace === 'string' && namespace !== '' ? namespace : reading.scope.namespace
  const kind = known === undefined ? undefined : kindById(known.id)
  return {
    group: kind?.group ?? known?.id.split('.').slice(1).join('.') ?? (dot < 0 ? (word === '*' ? '*' : '') : word.slice(dot + 1)),
    plural: kind?.plural ?? (dot < 0 ? word : word.slice(0, dot)),
    subresource, name: typeof name === 'string' ? name : '', namespace: known?.namespaced === false || own === '*' ? '' : own,
  }
}

function evaluate(view: ClusterView, { question, isAllowed, text }: Params): Verdict {
  const answer = view.authorize(question)
  if (answer.isAllowed === isAllowed) return passed
  const actual = answer.isAllowed ? `yes (${answer.why})` : 'no: no role that is bound to it allows it'
  return failed({ subject: text, path: 'allowed', expected: String(isAllowed), actual, objects: [] })
}

export const can: AssertionDefinition = defineAssertion<Params>({
  name: 'can', observes: [Kind.Role, Kind.RoleBinding, Kind.ClusterRole, Kind.ClusterRoleBinding], read, evaluate,
  text: ({ text, isAllowed }) => `can ${text}: ${isAllowed ? 'yes' : 'no'}`,
})
