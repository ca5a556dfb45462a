import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScript } from '../../../../src/sim/runtime/shell/parser/complete-commands.js'
import { advance, type ProcessState } from '../../../../src/sim/runtime/process.js'
import { runScript, runTo, start, step, textOf } from '../container.js'
import { conformance } from './conformance-table.js'

const pieces = ['echo a', 'sleep 1', 'x=$((x+1)); echo $x', 'echo $x > f; cat f', '(sleep 2; echo sub)', 'for i in 1 2; do echo $i; sleep 1; done', 'echo b | { read y; sleep 1; echo $y; }', 'y=$(sleep 1; echo z); echo $y', '{ sleep 3; echo bg; } &', 'if [ -f f ]; then echo file; fi', 'f() { sleep 1; echo in $1; }; f q', 'wait', 'case $x in 1) sleep 1;; *) echo many;; esac', 'date +%S', 'false || sleep 1', 'ls']
const scripts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.map((part) => (part.endsWith('&') ? part : `${part};`)).join(' '))

describe('a script half-way', () => {
  it('goes on in a fork with the same bytes', () => {
    fc.assert(fc.property(scripts, fc.integer({ min: 0, max: 8_000 }), (script, at) => {
      const whole = runTo(start(['sh', '-c', script]))
      const half = start(['sh', '-c', script])
      while (half.last.next !== undefined && half.last.next <= at) step(half, half.last.next)
      const fork = { ...half, output: [...half.output] }
      runTo(half)
      runTo(fork)
      expect([textOf(half), half.last.exit]).toEqual([textOf(whole), whole.last.exit])
      expect([textOf(fork), fork.last.exit]).toEqual([textOf(whole), whole.last.exit])
    }), { numRuns: 60 })
  })

  it('is plain data: a structured clone goes on like the original', () => {
    fc.assert(fc.property(scripts, (script) => {
      const container = start(['sh', '-c', script])
      if (container.last.next !== undefined) step(container, container.last.next)
      const copy = { ...container, process: structuredClone(container.process) as ProcessState, output: [...container.output] }
      expect(textOf(runTo(copy))).toBe(textOf(runTo(container)))
    }), { numRuns: 40 })
  })

  it('is never changed by going on', () => {
    const container = start(['sh', '-c', 'i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; sleep 1; done'])
    const before = structuredClone(container.process)
    advance(container.process, container.world, 10_000)
    expect(container.process).toEqual(before)
  })
})

describe('the parser', () => {
  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom('dash' as const, 'ash' as const, 'bash' as const), (text, dialect) => void parseScript(text, dialect, 1)))
    const words = fc.array(fc.constantFrom('if', 'then', 'fi', 'while', 'do', 'done', 'case', 'in', 'esac', 'for', 'x', '$x', '${x', '${x:-', '}', '{', '(', ')', '$(', '$((', '))', '`', '"', "'", '\\', '<<E', 'E', '\n', ';', ';;', '&', '&&', '|', '!', '>', '<', '2>&1', '#'), { maxLength: 16 })
    fc.assert(fc.property(words, (parts) => void parseScript(parts.join(' '), 'bash', 1)), { numRuns: 500 })
  })

  it('makes of any text an exit, not a crash', () => {
    const words = fc.array(fc.constantFrom('echo', 'a', '$x', '${x%y}', '"', "'", ';', '|', '&&', '(', ')', '\n', '$((1', '))', 'if', 'true', 'then', 'fi', '>', 'f', '`', '*', '['), { maxLength: 12 })
    fc.assert(fc.property(words, (parts) => {
      expect(runScript(parts.join(' '))[2]).toEqual(expect.any(Number))
    }), { numRuns: 300 })
  })

  it('goes through every script of the table in each dialect', () => {
    for (const [script] of conformance) for (const dialect of ['dash', 'ash', 'bash'] as const) expect(parseScript(script, dialect, 1)).toHaveProperty('commands')
  })

  it('stops at nesting that is too deep', () => expect(runScript(`echo ${'$('.repeat(5_000)}`)[2]).toBe(2))
})
