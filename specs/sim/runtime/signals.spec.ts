import { describe, expect, it } from 'vitest'
import { runTo, start, step, textOf, type Container, type Setting } from './container.js'
import type { Signal } from '../../../src/sim/runtime/process.js'

const signalled = (argv: readonly string[], at: number, signals: readonly Signal[], setting: Setting = {}): Container => {
  const container = runTo(start(argv, setting), at)
  step(container, at, signals)
  return container
}
const exitOf = ({ last }: Container): unknown => last.exit

describe('PID 1 and SIGTERM', () => {
  it.each([
    ['a shell without a trap', ['sh', '-c', 'sleep 100; echo no']],
    ['sleep', ['sleep', '100']],
    ['sleep that took the place of a shell', ['sh', '-c', 'sleep 100'], { image: 'busybox' }],
    ['the shell of Debian in front of its last command', ['sh', '-c', 'echo up && nginx'], { image: 'nginx' }],
    ['that of busybox in front of a command with a line of its own', ['sh', '-c', 'echo up && nginx\n'], { image: 'nginx:alpine' }],
    ['bash in front of a command with a redirection', ['bash', '-c', 'nginx 2>&1'], { image: 'nginx' }],
    ['a trap whose command waits for a child in the foreground', ['sh', '-c', 'trap "exit 0" TERM; sleep 100']],
    ['python, which has no handler', ['python', '-m', 'http.server'], { image: 'python' }],
  ] as const)('%s goes on', (_, argv, setting: Setting = {}) => {
    const container = signalled(argv, 5_000, ['TERM'], setting)
    expect(container.last.exit).toBeUndefined()
    step(container, 35_000, ['KILL'])
    expect(exitOf(container)).toEqual({ at: 35_000, code: 137 })
  })

  it.each([
    ['a trap during wait', ['sh', '-c', 'trap "echo bye; exit 3" TERM; sleep 100 & wait'], 3, 'bye\n'],
    ['a trap in a loop of waits', ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait; done'], 0, ''],
    ['nginx', ['nginx', '-g', 'daemon off;'], 0, ''],
    ['nginx that took the place of a shell', ['sh', '-c', 'echo up; exec nginx'], 0, 'up\n'],
    ['nginx as the last command of the shell of busybox', ['sh', '-c', 'echo up && nginx'], 0, 'up\n', 'nginx:alpine'],
    ['nginx as the last command of bash', ['bash', '-c', 'echo up; nginx\n'], 0, 'up\n'],
  ] as const)('%s ends', (_, argv, code, stdout, image: string = 'nginx') => {
    const container = signalled(argv, 5_000, ['TERM'], { image })
    expect(exitOf(container)).toEqual({ at: 5_000, code })
    expect(textOf(container)).toBe(stdout)
  })

  it('a trap runs when the child in the foreground has ended', () => {
    const container = signalled(['sh', '-c', 'trap "echo late; exit 4" TERM; sleep 10; echo no'], 3_000, ['TERM'])
    runTo(container)
    expect(exitOf(container)).toEqual({ at: 10_000, code: 4 })
    expect(textOf(container)).toBe('late\n')
  })

  it('a trap runs in a script from a file too', () => {
    const container = start(['/run.sh'], { files: { 'run.sh': { kind: 'file', mode: 0o755, at: 0, text: '#!/bin/sh\ntrap "echo stop; exit 7" TERM\nwhile true; do\n  sleep 2\ndone\n' } } })
    runTo(container, 5_000)
    step(container, 5_000, ['TERM'])
    runTo(container, 20_000)
    expect(exitOf(container)).toEqual({ at: 6_000, code: 7 })
  })
})

describe('processes that are not PID 1', () => {
  it('end with 128 and the signal', () => {
    const container = runTo(start(['sh', '-c', 'sleep 100 & p=$!; sleep 1; kill -9 $p; wait $p; echo $?; kill -TERM $$; echo on; exit 0']))
    expect(textOf(container)).toBe('137\non\n')
  })

  it('a server tells its time of ending', () => {
    const container = signalled(['server', '--port', '80'], 2_000, ['TERM'], { flavour: 'unknown' })
    expect(runTo(container).last.exit).toEqual({ at: 3_000, code: 0 })
    expect(container.last.unknownPrograms).toEqual(['server'])
  })
})
