import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Container } from '../../../src/sim/api/types.js'
import { foreseenOf } from '../../../src/sim/runtime/foreseen.js'

const foreseen = (rest: Partial<Container>): ReturnType<typeof foreseenOf> => foreseenOf({ name: 'c', image: 'registry/app:1', ...rest } as Container)
const script = (text: string): ReturnType<typeof foreseenOf> => foreseen({ command: ['sh', '-c', text] })

describe('commands that need not be run to be known', () => {
  it.each([
    ['sleep', ['sleep', '30'], 30_000, 0],
    ['sleep with units', ['/bin/sleep', '1m'], 60_000, 0],
    ['true', ['true'], 0, 0],
    ['false', ['/bin/false'], 0, 1],
    ['an exit code', ['sh', '-c', 'exit 7'], 0, 7],
    ['a sequence', ['sh', '-c', 'sleep 2; exit 3'], 2_000, 3],
    ['and', ['sh', '-c', 'true && sleep 5 && false'], 5_000, 1],
    ['and after a failure', ['sh', '-c', 'false && sleep 5'], 0, 1],
    ['or', ['sh', '-c', 'false || sleep 4'], 4_000, 0],
    ['newlines', ['/bin/bash', '-c', 'sleep 1\nsleep 2\nexit 4'], 3_000, 4],
    ['exec', ['sh', '-c', 'sleep 1; exec sleep 2'], 3_000, 0],
  ])('%s', (_, command, atMs, code) => expect(foreseen({ command })?.exit).toEqual({ atMs, code }))

  it.each([['sleep infinity'], ['sleep inf; exit 1']])('%s runs for ever', (text) => expect(script(text)).toEqual({ exit: undefined }))

  it.each([['echo hi'], ['while true; do sleep 5; done'], ['nginx -g "daemon off;"'], ['sleep $N'], ['./start.sh'], ['trap "exit 0" TERM; sleep 9']])('%s must be run', (text) => expect(script(text)).toBeUndefined())

  it('args are a command where a custom image names one, and go to the entrypoint of a known image', () => {
    expect(foreseen({ args: ['sleep', '5'] })?.exit).toEqual({ atMs: 5_000, code: 0 })
    expect(foreseen({ args: ['--port=80'] })).toBeUndefined()
    expect(foreseen({ image: 'postgres:18', args: ['sleep', '5'] })).toBeUndefined()
    expect(foreseen({ image: 'busybox', args: ['sleep', '5'] })?.exit).toEqual({ atMs: 5_000, code: 0 })
  })

  it('a program that the image has not must be tried, to fail', () => expect(foreseen({ image: 'registry.k8s.io/pause:3.10', command: ['sleep', '5'] })).toBeUndefined())

  it('is no use where somebody runs commands beside it', () => {
    expect(foreseen({ command: ['sleep', '5'], readinessProbe: { exec: { command: ['true'] } } as never })).toBeUndefined()
    expect(foreseen({ command: ['sleep', '5'], lifecycle: { preStop: { exec: { command: ['true'] } } } })).toBeUndefined()
    expect(foreseen({ command: ['sleep', '5'], readinessProbe: { httpGet: { port: 80 } } as never })).toBeDefined()
  })

  it('ends when the sum of its sleeps is over', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 255 }), (sleeps, code) => {
      const text = `${sleeps.map((seconds) => `sleep ${seconds}`).join('; ')}; exit ${code}`
      expect(script(text)?.exit).toEqual({ atMs: sleeps.reduce((sum, seconds) => sum + seconds * 1000, 0), code })
    }))
  })
})
