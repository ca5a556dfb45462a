import { describe, expect, it } from 'vitest'
import type { Container } from '../../../src/sim/api/types.js'
import { runAlone } from '../../../src/sim/runtime/alone.js'

const container = (image: string): Container => ({ name: 'c', image }) as Container
const custom = container('registry/app:1')
const sh = (text: string): readonly string[] => ['sh', '-c', text]
const passes = (afterMs: number): object => ({ code: 0, output: '', afterMs })

describe('a command in a container of which only the image is known', () => {
  it.each([
    ['a program that nobody knows', ['redis-cli', 'ping'], 0],
    ['what its output says', sh('redis-cli ping | grep PONG'), 0],
    ['a file that it may have made', ['cat', '/tmp/healthy'], 0],
    ['a test of such a file', sh('[ -f /tmp/ready ]'), 0],
    ['one of its processes', ['pgrep', 'app'], 0],
    ['one of its ports', ['curl', '-f', 'http://localhost:8080/health'], 0],
    ['one of its variables', sh('[ "$MODE" = primary ]'), 0],
    ['success that takes time', sh('sleep 5 && /app/drain'), 5_000],
  ])('passes where it rests on %s', (_, command, afterMs) => expect(runAlone(custom, command, 60_000)).toEqual(passes(afterMs)))

  it('fails where it would in each', () => {
    expect(runAlone(custom, ['false'], 1_000)).toEqual({ code: 1, output: '', afterMs: 0 })
    expect(runAlone(custom, sh('echo no; sleep 1; exit 3'), 5_000)).toEqual({ code: 3, output: 'no\n', afterMs: 1_000 })
    expect(runAlone(custom, ['sleep', '10'], 1_000)).toEqual({ code: 137, output: '', afterMs: Number.POSITIVE_INFINITY })
  })

  it('cannot be begun where the image has it not', () => {
    expect(runAlone(container('registry.k8s.io/pause:3.10'), sh('true'), 1_000).fault).toBe('exec: "sh": executable file not found in $PATH')
    expect(runAlone(container('nginx'), ['/bin/grpc_health_probe'], 1_000).fault).toBe('exec: "/bin/grpc_health_probe": stat /bin/grpc_health_probe: no such file or directory')
  })
})
