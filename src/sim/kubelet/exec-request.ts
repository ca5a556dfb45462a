import type { Container, Millis, Probe } from '../api/types.js'
import { lastingContainers } from '../api/pod-ports.js'
import { failureText, type ProbeAnswer } from '../runtime/probe-outcome.js'
import { profileOf } from '../runtime/profile.js'
import { answerRequest } from '../runtime/serving.js'
import { runningInstance, specContainer } from './containers.js'
import { contentsOf } from './contents-volumes.js'
import { openPorts } from './exec-listen.js'
import { worldOf } from './exec-process.js'
import type { Scope } from './state.js'

const passed: ProbeAnswer = { result: 'success', output: '' }
const failed = (output: string): ProbeAnswer => ({ result: 'failure', output })

/** Whether a probe asks what the container's image serves, and nobody says otherwise. */
export const asksImage = ({ context, worker }: Scope, container: Container, probe: Probe): boolean =>
  probe.exec === undefined && (probe.httpGet ?? probe.tcpSocket)?.host === undefined && profileOf(context.options, worker.pod, container).image !== undefined

/** Whether any probe of the pod does. */
export const probesImages = (scope: Scope): boolean => scope.worker.probes.some(({ container: name, type }) => {
  const container = specContainer(scope.worker.pod, name)
  const probe = container?.[`${type}Probe`]
  return container !== undefined && probe !== undefined && asksImage(scope, container, probe)
})

/**
 * What a request of a probe meets where the container's image is known (pkg/probe/http and pkg/probe/tcp, kubelet 1.36): the answer of
 * whichever container of the pod listens there. Undefined: a program that nobody knows may.
 */
export function requestProbe(scope: Scope, container: Container, probe: Probe, at: Millis, podIP: string): ProbeAnswer | undefined {
  const wanted = (probe.httpGet ?? probe.tcpSocket ?? probe.grpc)?.port
  const port = typeof wanted === 'number' ? wanted : container.ports?.find(({ name }) => name === wanted)?.containerPort
  if (port === undefined) return undefined
  for (const candidate of lastingContainers(scope.worker.pod)) {
    const ports = openPorts(scope, candidate, at)
    if (ports === undefined && (candidate === container || candidate.ports?.some(({ containerPort }) => containerPort === port) === true)) return undefined
    if (ports?.includes(port) === true) return probe.httpGet === undefined ? passed : getAnswer(scope, candidate, container, probe, port, at, podIP)
  }
  return failed(failureText(container, probe, 'refused', podIP))
}

function getAnswer(scope: Scope, server: Container, container: Container, probe: Probe, port: number, at: Millis, podIP: string): ProbeAnswer | undefined {
  const { path = '/', httpHeaders = [], scheme } = probe.httpGet!
  const record = contentsOf(scope).processes.get(runningInstance(scope, server)?.id ?? '')
  if (record === undefined) return undefined
  const headers = { 'User-Agent': 'kube-probe/1.36', Accept: '*/*', Host: `${podIP}:${port}`, ...Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])) }
  const answer = answerRequest({ ...record.process, now: Math.max(at, record.process.now) }, worldOf(scope, record), { method: 'GET', port, path: path.startsWith('/') ? path : `/${path}`, headers, body: '' })
  if (answer === undefined) return failed(failureText(container, probe, 'refused', podIP))
  const url = `${(scheme ?? 'HTTP').toLowerCase()}://${podIP}:${port}${path.startsWith('/') ? path : `/${path}`}`
  if (answer === 'silent') return failed(`Get "${url}": EOF`)
  if (scheme === 'HTTPS') return port === 443 ? passed : failed(`Get "${url}": http: server gave HTTP response to HTTPS client`)
  return answer.status >= 200 && answer.status < 400 ? passed : failed(`HTTP probe failed with statuscode: ${answer.status}`)
}
