import { checkHttpHeaderName } from '../names.js'
import type { Container, Probe } from '../types.js'
import { forbidden, invalid, notSupported, required } from './field-error.js'
import { child } from './path.js'
import type { FieldPath } from './path.js'
import { nonNegative, oneOf, portNumberOrName, reportEach } from './scalars.js'
import type { Errors } from './scalars.js'
import { count, fields, isPresent, items, optional, text, texts } from './values.js'
import type { Fields } from './values.js'

/** Probes and lifecycle hooks: core `validateProbe`, `validateHandler`, `validateLifecycle` 1.36. */

/** What the checks of one container need to know of its pod. */
export interface PodFacts {
  readonly gracePeriodSeconds: number | undefined
  readonly osName: string | undefined
}

function execAction(path: FieldPath, action: Fields, errors: Errors): void {
  if (texts(action['command']).length === 0) errors.push(required(child(path, 'command')))
}

function httpGetAction(path: FieldPath, action: Fields, errors: Errors): void {
  if (text(action['path']) === '') errors.push(required(child(path, 'path')))
  portNumberOrName(child(path, 'port'), action['port'], errors)
  oneOf(child(path, 'scheme'), text(action['scheme']), ['HTTP', 'HTTPS'], errors)
  for (const header of items(action['httpHeaders']))
    reportEach(child(path, 'httpHeaders'), text(header['name']), checkHttpHeaderName(text(header['name'])), errors)
}

function sleepAction(path: FieldPath, action: Fields, errors: Errors, { gracePeriodSeconds }: PodFacts): void {
  const seconds = count(action['seconds'])
  if (gracePeriodSeconds === undefined || (seconds >= 0 && seconds <= gracePeriodSeconds)) return
  errors.push(invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriodSeconds})`))
}

const handlers: readonly (readonly [string, (path: FieldPath, action: Fields, errors: Errors, facts: PodFacts) => void])[] = [
  ['exec', execAction],
  ['httpGet', httpGetAction],
  ['tcpSocket', (path, action, errors) => portNumberOrName(child(path, 'port'), action['port'], errors)],
  ['grpc', (path, action, errors) => portNumberOrName(child(path, 'port'), action['port'], errors)],
  ['sleep', sleepAction],
]

function validateHandler(path: FieldPath, handler: Fields, facts: PodFacts, errors: Errors): void {
  let given = 0
  for (const [name, check] of handlers) {
    const action = optional(handler[name])
    if (!action) continue
    given += 1
    if (given > 1) errors.push(forbidden(child(path, name), 'may not specify more than 1 handler type'))
    else check(child(path, name), action, errors, facts)
  }
  if (given === 0) errors.push(required(path, 'must specify a handler type'))
}

const counters = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const

function validateProbe(path: FieldPath, probe: Probe, facts: PodFacts, errors: Errors): void {
  validateHandler(path, fields(probe), facts, errors)
  for (const name of counters) if ((probe[name] ?? 0) < 0) nonNegative(child(path, name), probe[name], errors)
  const seconds = probe.terminationGracePeriodSeconds
  if (isPresent(seconds) && (seconds as number) <= 0) errors.push(invalid(child(path, 'terminationGracePeriodSeconds'), seconds, 'must be greater than 0'))
}

function oneSuccess(path: FieldPath, probe: Probe | undefined, facts: PodFacts, errors: Errors): void {
  if (!probe) return
  validateProbe(path, probe, facts, errors)
  if (probe.successThreshold !== 1) errors.push(invalid(child(path, 'successThreshold'), probe.successThreshold ?? 0, 'must be 1'))
}

/** The three probes of a container that runs for long. */
export function validateProbes(path: FieldPath, container: Container, facts: PodFacts, errors: Errors): void {
  oneSuccess(child(path, 'livenessProbe'), container.livenessProbe, facts, errors)
  const { readinessProbe } = container
  if (readinessProbe) {
    const at = child(path, 'readinessProbe')
    validateProbe(at, readinessProbe, facts, errors)
    const seconds = readinessProbe.terminationGracePeriodSeconds
    if (isPresent(seconds)) errors.push(invalid(child(at, 'terminationGracePeriodSeconds'), seconds, 'must not be set for readinessProbes'))
  }
  oneSuccess(child(path, 'startupProbe'), container.startupProbe, facts, errors)
}

const realtime = ['SIGRTMAX', 'SIGRTMIN']
const linuxSignals = [
  ...[
    'ABRT',
    'ALRM',
    'BUS',
    'CHLD',
    'CLD',
    'CONT',
    'FPE',
    'HUP',
    'ILL',
    'INT',
    'IO',
    'IOT',
    'KILL',
    'PIPE',
    'POLL',
    'PROF',
    'PWR',
    'QUIT',
    'SEGV',
    'STKFLT',
    'STOP',
    'SYS',
    'TERM',
    'TRAP',
    'TSTP',
    'TTIN',
    'TTOU',
    'URG',
    'USR1',
    'USR2',
    'VTALRM',
    'WINCH',
    'XCPU',
    'XFSZ',
  ].map((name) => `SIG${name}`),
  ...realtime,
  ...Array.from({ length: 14 }, (_, step) => `SIGRTMAX-${step + 1}`),
  ...Array.from({ length: 15 }, (_, step) => `SIGRTMIN+${step + 1}`),
].sort()

function stopSignal(path: FieldPath, signal: string, { osName }: PodFacts, errors: Errors): void {
  if (osName === undefined) {
    errors.push(forbidden(path, 'may not be set for containers with empty `spec.os.name`'))
    return
  }
  const supported = osName === 'windows' ? ['SIGKILL', 'SIGTERM'] : linuxSignals
  if (!supported.includes(signal)) errors.push(notSupported(path, signal, supported))
}

export function validateLifecycle(path: FieldPath, container: Container, facts: PodFacts, errors: Errors): void {
  const { lifecycle } = container
  if (!lifecycle) return
  const at = child(path, 'lifecycle')
  if (lifecycle.postStart) validateHandler(child(at, 'postStart'), fields(lifecycle.postStart), facts, errors)
  if (lifecycle.preStop) validateHandler(child(at, 'preStop'), fields(lifecycle.preStop), facts, errors)
  if (isPresent(lifecycle.stopSignal)) stopSignal(child(at, 'stopSignal'), lifecycle.stopSignal as string, facts, errors)
}
