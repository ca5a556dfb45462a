import type { Container, Millis, Probe } from '../api/types.js'
import type { ProbeResult } from '../behaviour.js'
import type { ContainerProfile } from './profile.js'
import { nextSpanAfter, spanAt } from './spans.js'

export type ProbeType = 'liveness' | 'readiness' | 'startup'

/** What a run of a probe meets in the container, with the words of a failure. */
export interface ProbeAnswer {
  /** `error`: it could not be run, which counts for nothing; `unanswered`: nor did the runtime say so before its time was over. */
  readonly result: ProbeResult | 'error' | 'unanswered'
  readonly output: string
}

/** In the recordings nobody answers a command `[probe, …]` that hangs. A real runtime ends a command and says that its time is over. */
const unanswered: ProbeAnswer = { result: 'unanswered', output: '' }
const passed: ProbeAnswer = { result: 'success', output: '' }

/** What a request of a probe meets at a time since the container's start, or any probe of one that a behaviour describes. */
export function describedAnswer(profile: ContainerProfile, container: Container, type: ProbeType, probe: Probe, sinceStartMs: Millis, podIP: string): ProbeAnswer | undefined {
  const spans = profile.probes[type]
  if (spans !== undefined) {
    const result = spanAt(spans, sinceStartMs)?.result ?? 'success'
    if (result === 'timeout' && probe.exec !== undefined) return isScripted(probe.exec.command ?? []) ? unanswered : { result, output: '' }
    return result === 'success' ? passed : { result, output: failureText(container, probe, result, podIP) }
  }
  const command = probe.exec?.command
  return command === undefined || isScripted(command) ? passed : undefined
}

/** `[probe, readiness]` asks the behaviour's timeline, and none is given. */
const isScripted = (command: readonly string[]): boolean => command[0] === 'probe'

/** When, after that time, what a behaviour describes of a probe changes; undefined: never. */
export function nextAnswerChangeAfter(profile: ContainerProfile, type: ProbeType, sinceStartMs: Millis): Millis | undefined {
  const spans = profile.probes[type]
  return spans === undefined ? undefined : nextSpanAfter(spans, sinceStartMs)
}

/** The words of the kubelet's probers (pkg/probe, 1.36) for each handler. */
export function failureText(container: Container, probe: Probe, result: ProbeResult | 'refused', podIP: string): string {
  const { httpGet, tcpSocket, grpc } = probe
  const seconds = probe.timeoutSeconds ?? 1
  if (httpGet !== undefined) {
    if (result === 'failure') return 'HTTP probe failed with statuscode: 500'
    const address = `${httpGet.host ?? podIP}:${portOf(container, httpGet.port)}`
    const url = `${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${address}${rooted(httpGet.path)}`
    return result === 'refused' ? `Get "${url}": dial tcp ${address}: connect: connection refused` : `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`
  }
  if (tcpSocket !== undefined) {
    const address = `${tcpSocket.host ?? podIP}:${portOf(container, tcpSocket.port)}`
    return result === 'timeout' ? `dial tcp ${address}: i/o timeout` : `dial tcp ${address}: connect: connection refused`
  }
  if (grpc !== undefined) {
    return result === 'failure' ? 'service unhealthy (responded with "NOT_SERVING")' : `timeout: failed to connect service "${podIP}:${grpc.port}" within ${seconds}s: context deadline exceeded`
  }
  return 'probe says no\n'
}

/** Why the port that a request names cannot be told: no port of its container has that name (pkg/probe/util.go ResolveContainerPort, 1.36). */
export function portError({ ports }: Container, { httpGet, tcpSocket }: Pick<Probe, 'httpGet' | 'tcpSocket'>): string | undefined {
  const port = (httpGet ?? tcpSocket)?.port
  if (typeof port !== 'string' || ports?.some(({ name }) => name === port) === true) return undefined
  if (!/^[+-]?\d+$/.test(port)) return `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
  return Number(port) > 0 && Number(port) < 65_536 ? undefined : `invalid port number: ${Number(port)}`
}

const rooted = (path = '/'): string => (path.startsWith('/') ? path : `/${path}`)

const portOf = (container: Container, port: number | string): number | string =>
  typeof port === 'number' ? port : container.ports?.find(({ name }) => name === port)?.containerPort ?? port
