import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Container } from '../../../src/sim/api/types.js'
import { execIn } from '../../../src/sim/runtime/exec.js'
import { hasFileAt, programOf } from '../../../src/sim/runtime/program.js'

const program = (...command: readonly string[]): ReturnType<typeof programOf> => programOf({ name: 'c', command } as Container)
const script = (text: string): ReturnType<typeof programOf> => program('sh', '-c', text)

describe('programs that follow from the manifest', () => {
  it.each([
    ['sleep 30', ['sleep', '30'], 30_000, 0],
    ['sleep with units', ['sleep', '1m'], 60_000, 0],
    ['true', ['true'], 0, 0],
    ['false', ['/bin/false'], 0, 1],
    ['an exit code', ['sh', '-c', 'exit 7'], 0, 7],
    ['a sequence', ['sh', '-c', 'echo hi; sleep 2; exit 3'], 2_000, 3],
    ['and', ['sh', '-c', 'true && sleep 5 && false'], 5_000, 1],
    ['and after a failure', ['sh', '-c', 'false && sleep 5'], 0, 1],
    ['or', ['sh', '-c', 'false || sleep 4'], 4_000, 0],
    ['if', ['sh', '-c', 'if true; then sleep 1; else sleep 9; fi'], 1_000, 0],
    ['newlines', ['/bin/sh', '-c', 'sleep 1\nsleep 2\nexit 4'], 3_000, 4],
    ['flags before the script', ['/bin/bash', '-ec', 'sleep 1; false'], 1_000, 1],
  ])('%s', (_, command, atMs, code) => expect(program(...command)?.exit).toEqual({ atMs, code }))

  it.each([['while true; do sleep 5; done'], ['while true; do date; sleep 1; done'], ['sleep infinity']])('%s runs for ever', (text) => {
    const known = script(text)
    expect(known).toBeDefined()
    expect(known?.exit).toBeUndefined()
  })

  it.each([['nginx -g "daemon off;"'], ['curl http://x | sh'], ['./start.sh']])('%s is not known', (text) => expect(script(text)).toBeUndefined())

  it('args are a command only when they name one', () => {
    expect(programOf({ name: 'c', args: ['sleep', '5'] } as unknown as Container)?.exit).toEqual({ atMs: 5_000, code: 0 })
    expect(programOf({ name: 'c', args: ['--port=80'] } as unknown as Container)).toBeUndefined()
  })

  it('a shell as PID 1 ignores SIGTERM unless it traps it', () => {
    expect(script('sleep 100')?.ignoresTerm).toBe(true)
    expect(script('trap "exit 0" TERM; sleep 100')?.ignoresTerm).toBe(false)
  })

  it('tells which files are there when', () => {
    const seed = program('/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -rf /tmp/healthy; sleep 600')!
    expect(seed.exit).toEqual({ atMs: 630_000, code: 0 })
    expect([0, 29_999, 30_000, 600_000].map((time) => hasFileAt(seed, '/tmp/healthy', time))).toEqual([true, true, false, false])
    const cat = (time: number): number => execIn(seed, ['cat', '/tmp/healthy'], time).code
    expect([0, 29_999, 30_000].map(cat)).toEqual([0, 0, 1])
    expect(execIn(seed, ['cat', '/tmp/healthy'], 40_000).output).toBe("cat: can't open '/tmp/healthy': No such file or directory\n")
  })

  it('commands that nobody knows succeed at once', () => expect(execIn(undefined, ['redis-cli', 'ping'], 0)).toEqual({ code: 0, output: '', afterMs: 0 }))

  it('ends when the sum of its sleeps is over', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 255 }), (sleeps, code) => {
      const text = `${sleeps.map((seconds) => `sleep ${seconds}`).join('; ')}; exit ${code}`
      expect(script(text)?.exit).toEqual({ atMs: sleeps.reduce((sum, seconds) => sum + seconds * 1000, 0), code })
    }))
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void script(text)))
    const words = fc.array(fc.constantFrom('if', 'then', 'fi', 'while', 'do', 'done', 'true', 'sleep', '1', ';', '&&', '||', '|', '(', ')', '{', '}', '"', "'", '$', '$(', '\\', '>', '<', '\n', '&', '!'), { maxLength: 14 })
    fc.assert(fc.property(words, (parts) => void script(parts.join(' '))))
  })
})
