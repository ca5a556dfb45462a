import type { FieldError } from '../errors.js'
import { checkDns1035Label, checkDnsSubdomain, checkPathSegment, checkPortNumber } from '../names.js'
import type { KubeObject } from '../types.js'
import { invalid, required } from './field-error.js'
import { validateMetadata } from './metadata.js'
import { child, root } from './path.js'
import { reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, optional, text } from './values.js'
import type { Fields } from './values.js'

/** APIServices: kube-aggregator `pkg/apis/apiregistration/validation` 1.36. */

const specPath = root('spec')
const servicePath = child(specPath, 'service')

export function validateApiService(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  const spec = fields((object as KubeObject & Fields)['spec'])
  const [group, version] = [text(spec['group']), text(spec['version'])]
  const wanted = `${version}.${group}`
  const checkName = (name: string): readonly string[] => {
    const wrong = checkPathSegment(name)
    return wrong.length > 0 || name === wanted ? wrong : [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`]
  }
  validateMetadata(object, { namespaced: false, name: checkName }, errors)
  if (group === '' && version !== 'v1') errors.push(required(child(specPath, 'group'), 'only v1 may have an empty group and it better be legacy kube'))
  if (group !== '') reportEach(child(specPath, 'group'), group, checkDnsSubdomain(group), errors)
  reportEach(child(specPath, 'version'), version, checkDns1035Label(version), errors)
  priority(spec, 'groupPriorityMinimum', 20000, errors)
  priority(spec, 'versionPriority', 1000, errors)
  const service = optional(spec['service'])
  if (service === undefined) local(spec, errors)
  else remote(spec, service, errors)
  return errors
}

function priority(spec: Fields, name: string, most: number, errors: Errors): void {
  const value = count(spec[name])
  if (value <= 0 || value > most) errors.push(invalid(child(specPath, name), value, `must be positive and less than ${most}`))
}

const bytesOf = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4)

function local(spec: Fields, errors: Errors): void {
  const bundle = text(spec['caBundle'])
  if (bundle !== '') errors.push(invalid(child(specPath, 'caBundle'), `${bytesOf(bundle)} bytes`, 'local APIServices may not have a caBundle'))
  if (spec['insecureSkipTLSVerify'] === true) errors.push(invalid(child(specPath, 'insecureSkipTLSVerify'), true, 'local APIServices may not have insecureSkipTLSVerify'))
}

function remote(spec: Fields, service: Fields, errors: Errors): void {
  for (const name of ['namespace', 'name']) if (text(service[name]) === '') errors.push(required(child(servicePath, name)))
  const port = count(service['port'])
  const wrong = checkPortNumber(port)
  if (wrong.length > 0) errors.push(invalid(child(servicePath, 'port'), port, `port is not valid: ${wrong.join(', ')}`))
  if (spec['insecureSkipTLSVerify'] === true && text(spec['caBundle']) !== '')
    errors.push(invalid(child(specPath, 'insecureSkipTLSVerify'), true, 'may not be true if caBundle is present'))
}
