import { describe, expect, it } from 'vitest'
import type { Container, Probe } from '../../../src/sim/api/types.js'
import { failureText } from '../../../src/sim/runtime/probe-outcome.js'

const container = { name: 'c', ports: [{ name: 'web', containerPort: 8080 }] } as unknown as Container
const http = { httpGet: { path: '/ok', port: 'web' } } as Probe
const tcp = { tcpSocket: { port: 5432 } } as Probe
const grpc = { grpc: { port: 9000 } } as Probe
const exec = { exec: { command: ['probe', 'liveness'] } } as Probe

describe('the words of a failed probe', () => {
  it.each([
    ['HTTP', http, 'failure', 'HTTP probe failed with statuscode: 500'],
    ['HTTP', http, 'timeout', 'Get "http://10.0.0.5:8080/ok": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'],
    ['HTTP', http, 'refused', 'Get "http://10.0.0.5:8080/ok": dial tcp 10.0.0.5:8080: connect: connection refused'],
    ['HTTPS on a host', { httpGet: { port: 443, scheme: 'HTTPS', host: 'h' } } as Probe, 'refused', 'Get "https://h:443/": dial tcp h:443: connect: connection refused'],
    ['TCP', tcp, 'failure', 'dial tcp 10.0.0.5:5432: connect: connection refused'],
    ['TCP', tcp, 'timeout', 'dial tcp 10.0.0.5:5432: i/o timeout'],
    ['gRPC', grpc, 'failure', 'service unhealthy (responded with "NOT_SERVING")'],
    ['gRPC', grpc, 'timeout', 'timeout: failed to connect service "10.0.0.5:9000" within 1s: context deadline exceeded'],
    ['exec', exec, 'failure', 'probe says no\n'],
  ] as const)('%s %#', (_, probe, result, text) => expect(failureText(container, probe, result, '10.0.0.5')).toBe(text))
})
