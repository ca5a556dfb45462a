import type { KubeObject } from '../types.js'
import { isEqual } from './equal.js'
import { invalid, required } from './field-error.js'
import { validateEndpointIp, validateIp } from './ip.js'
import { child, index, root } from './path.js'
import type { FieldPath } from './path.js'
import { dnsLabel, dnsSubdomain, oneOf, portNumber, qualifiedName } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, items, text } from './values.js'
import type { Fields } from './values.js'

/** Endpoints and Events: core `validateEndpointSubsets`, `legacyValidateEvent`, `ValidateEventCreate` 1.36. */

function address(path: FieldPath, given: Fields, errors: Errors): void {
  const [ip, hostname] = [text(given['ip']), text(given['hostname'])]
  validateIp(child(path, 'ip'), ip, errors)
  if (hostname !== '') dnsLabel(child(path, 'hostname'), hostname, errors)
  if (isPresent(given['nodeName'])) dnsSubdomain(child(path, 'nodeName'), text(given['nodeName']), errors)
  validateEndpointIp(child(path, 'ip'), ip, errors)
}

function port(path: FieldPath, given: Fields, isNameRequired: boolean, errors: Errors): void {
  const [name, protocol] = [text(given['name']), text(given['protocol'])]
  if (name !== '') dnsLabel(child(path, 'name'), name, errors)
  else if (isNameRequired) errors.push(required(child(path, 'name')))
  portNumber(child(path, 'port'), count(given['port']), errors)
  if (protocol === '') errors.push(required(child(path, 'protocol')))
  else oneOf(child(path, 'protocol'), protocol, ['SCTP', 'TCP', 'UDP'], errors)
  if (isPresent(given['appProtocol'])) qualifiedName(child(path, 'appProtocol'), text(given['appProtocol']), errors)
}

export function endpointsRules(object: KubeObject & Fields, errors: Errors): void {
  for (const [position, subset] of items(object['subsets']).entries()) {
    const at = index(root('subsets'), position)
    const [ready, notReady, ports] = [items(subset['addresses']), items(subset['notReadyAddresses']), items(subset['ports'])]
    if (ready.length + notReady.length === 0) errors.push(required(at, 'must specify `addresses` or `notReadyAddresses`'))
    for (const [place, one] of ready.entries()) address(index(child(at, 'addresses'), place), one, errors)
    for (const [place, one] of notReady.entries()) address(index(child(at, 'notReadyAddresses'), place), one, errors)
    for (const [place, one] of ports.entries()) port(index(child(at, 'ports'), place), one, ports.length > 1, errors)
  }
}

export function endpointsChanges(object: KubeObject & Fields, old: KubeObject & Fields, errors: Errors): void {
  if (!isEqual(object['subsets'], old['subsets'])) endpointsRules(object, errors)
}

/** How the two API versions call the same fields. */
interface EventNames {
  readonly subject: string
  readonly controller: string
  readonly message: string
}
const names: Readonly<Record<string, EventNames>> = {
  v1: { subject: 'involvedObject', controller: 'reportingComponent', message: 'message' },
  'events.k8s.io/v1': { subject: 'regarding', controller: 'reportingController', message: 'note' },
}
const limited = (path: FieldPath, value: string, limit: number, errors: Errors): void => {
  if (value.length > limit) errors.push(invalid(path, '', `can have at most ${limit} characters`))
}

function timedEvent(event: Fields, { controller, message }: EventNames, errors: Errors): void {
  const [reporter, instance, action, reason] = [controller, 'reportingInstance', 'action', 'reason'].map((name) => text(event[name])) as [string, string, string, string]
  if (reporter === '') errors.push(required(root(controller)))
  qualifiedName(root(controller), reporter, errors)
  if (instance === '') errors.push(required(root('reportingInstance')))
  limited(root('reportingInstance'), instance, 128, errors)
  if (action === '') errors.push(required(root('action')))
  limited(root('action'), action, 128, errors)
  if (reason === '') errors.push(required(root('reason')))
  limited(root('reason'), reason, 128, errors)
  limited(root('message'), text(event[message]), 1024, errors)
}

export function eventRules(object: KubeObject & Fields, errors: Errors): void {
  const version = names[object.apiVersion] as EventNames
  const namespace = object.metadata.namespace ?? ''
  const about = text(fields(object[version.subject])['namespace'])
  const isTimed = isPresent(object['eventTime'])
  const isApart = about === '' ? namespace !== 'default' && !(isTimed && namespace === 'kube-system') : !isTimed && about !== namespace
  if (isApart) errors.push(invalid(child(root('involvedObject'), 'namespace'), about, 'does not match event.namespace'))
  if (isTimed) timedEvent(object, version, errors)
}

const unset = 'needs to be unset'

/** Events of events.k8s.io are held to more. */
export function newEventRules(object: KubeObject & Fields, errors: Errors): void {
  eventRules(object, errors)
  const [series, type, source] = [object['series'], text(object['type']), fields(object['deprecatedSource'])]
  if (isPresent(series)) {
    if (count(fields(series)['count']) < 2) errors.push(invalid(root('series.count'), '', 'should be at least 2'))
    if (!isPresent(fields(series)['lastObservedTime'])) errors.push(required(root('series.lastObservedTime')))
  }
  if (!isPresent(object['eventTime'])) errors.push(required(root('eventTime')))
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid(root('type'), '', `has invalid value: ${type}`))
  if (isPresent(object['deprecatedFirstTimestamp'])) errors.push(invalid(root('firstTimestamp'), '', unset))
  if (isPresent(object['deprecatedLastTimestamp'])) errors.push(invalid(root('lastTimestamp'), '', unset))
  if (count(object['deprecatedCount']) !== 0) errors.push(invalid(root('count'), '', unset))
  if (text(source['component']) !== '' || text(source['host']) !== '') errors.push(invalid(root('source'), '', unset))
}
