import { describe, expect, it } from 'vitest'
import type { Network } from '../../../src/sim/runtime/network.js'
import { runScript, runTo, start, textOf } from './container.js'

const network: Network = {
  revision: 1,
  resolve: (name) => (name === 'web' ? { kind: 'addresses', name: 'web.default.svc.cluster.local', addresses: ['10.96.0.7'], afterMs: 2 } : name === 'slow' ? { kind: 'timeout', afterMs: 10_000 } : { kind: 'unknown', afterMs: 1 }),
  connect: (_address, port) => (port === 80 ? { kind: 'open', afterMs: 1 } : port === 81 ? { kind: 'timeout', afterMs: 130_000 } : { kind: 'refused', afterMs: 1 }),
  http: ({ path, port, method }) => (port === 81 ? { kind: 'timeout', afterMs: 130_000 } : port !== 80 ? { kind: 'refused', afterMs: 1 } : path === '/missing' ? { kind: 'answer', status: 404, headers: {}, body: 'no', afterMs: 3 } : { kind: 'answer', status: 200, headers: { Server: 'x' }, body: method === 'HEAD' ? '' : 'hello\n', afterMs: 3 }),
}
const busybox = { image: 'busybox', network }

describe('programs that ask the network', () => {
  it.each([
    ['wget -qO- http://web', 'hello\n', '', 0],
    ['wget -q -O - web/missing; echo $?', '1\n', 'wget: server returned error: HTTP/1.1 404 Not Found\n', 0],
    ['wget -q --spider http://web; echo $?', '0\n', '', 0],
    ['wget -qO- http://nope; echo $?', '1\n', "wget: bad address 'nope'\n", 0],
    ['wget -qO- http://web:82', '', "wget: can't connect to remote host (10.96.0.7): Connection refused\n", 1],
    ['wget -qO- -T 2 http://web:81', '', 'wget: download timed out\n', 1],
    ['wget -q http://web/page && cat page', 'hello\n', '', 0],
    ['nc -z web 80 && echo open', 'open\n', '', 0],
    ['nc -z web 82; echo $?', '1\n', '', 0],
    ['nc -zv -w 1 web 81; echo $?', '1\n', 'nc: web (10.96.0.7:81): Operation timed out\n', 0],
    ['nslookup web', 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.7\n\n', '', 0],
    ['nslookup nope >/dev/null; echo $?', '1\n', '', 0],
    ['until nslookup web > /dev/null; do sleep 2; done; echo there', 'there\n', '', 0],
  ])('%s', (script, stdout, stderr, code) => expect(runScript(script, busybox)).toEqual([stdout, stderr, code]))

  it.each([
    ['curl -s http://web', 'hello\n', '', 0],
    ["curl -s -o /dev/null -w '%{http_code}' http://web/missing", '404', '', 0],
    ['curl -sf http://web/missing; echo $?', '22\n', '', 0],
    ['curl -sSf http://web/missing', '', 'curl: (22) The requested URL returned error: 404\n', 22],
    ['curl http://nope', '', 'curl: (6) Could not resolve host: nope\n', 6],
    ['curl -sS http://web:82', '', 'curl: (7) Failed to connect to web port 82 after 3 ms: Could not connect to server\n', 7],
    ['curl -sS -m 1 http://web:81', '', 'curl: (28) Connection timed out after 1000 milliseconds\n', 28],
    ['curl -sI http://web', 'HTTP/1.1 200 OK\r\nServer: x\r\n\r\n', '', 0],
  ])('%s', (script, stdout, stderr, code) => expect(runScript(script, { image: 'curlimages/curl', network })).toEqual([stdout, stderr, code]))

  it('take the time that the answer takes', () => expect(runTo(start(['sh', '-c', 'wget -qO- http://slow || sleep 1'], busybox)).last.exit).toEqual({ at: 11_000, code: 0 }))

  it('without a network no name resolves', () => expect(runScript('wget -qO- http://web', { image: 'busybox' })[1]).toBe("wget: bad address 'web'\n"))

  it('a load generator only repeats itself, until the network changes', () => {
    const container = runTo(start(['sh', '-c', 'while sleep 0.01; do wget -q -O- http://web; done'], busybox), 3_600_000)
    expect(container.calls).toBeLessThan(40)
    expect(container.last).toMatchObject({ usesNetwork: true })
    expect(textOf(container).length).toBeGreaterThan(1_000)
  })
})
