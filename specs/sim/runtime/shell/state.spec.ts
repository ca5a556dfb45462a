import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScript } from '../../../../src/sim/runtime/shell/parser/complete-commands.js'
import { advance, type ProcessState } from '../../../../src/sim/runtime/process.js'
import { runScript, runTo, start, step, textOf } from '../container.js'
import { conformance } from './conformance-table.js'

const pieces = ['echo a', 'sleep 1', 'x=$((x+1)); echo $x', 'echo $x > f; cat f', '(sleep 2; echo sub)', 'for i in 1 2; do echo $i; sleep 1; done', 'echo b | { read y; sleep 1; echo $y; }', 'y=$(sleep 1; echo z); echo $y', '{ sleep 3; echo bg; } &', 'if [ -f f ]; then echo file; fi', 'f() { sleep 1; echo in $1; }; f q', 'wait', 'case $x in 1) sleep 1;; *) echo many;; esac', 'date +%S', 'false || sleep 1', 'ls']
const scripts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.map((part) => (part.endsWith('&') ? part : `${part};`)).join(' '))

const bashPieces = [...pieces, 'for ((i=0; i<3; i++)); do echo $i; sleep 1; done', 'a+=($(sleep 1; echo $RANDOM) [9]=x); echo ${a[@]} ${!a[@]}', 'declare -A m; m[k$x]=$(date +%S); echo ${!m[@]} ${m[@]}', 'cat <(sleep 1; echo in) f', 'while read l; do echo got $l; sleep 1; done < <(seq 2; sleep 1; echo z)', 'echo out > >(sleep 1; cat)', 'time -p sleep 1', 'time sleep 2 | cat', '[[ $x =~ ^[0-9]+$ && -n $(sleep 1; echo y) ]] && echo ${BASH_REMATCH[0]}', 'mapfile -t lines < <(sleep 1; seq 3); echo ${#lines[@]}', 'source <(sleep 1; echo echo sourced)', 'shopt -s extglob', 'read -ra w < <(sleep 1; echo a b c); echo ${w[-1]}', '(( x += ${#a[@]} )); echo ${x@Q}']
const bashScripts = fc.array(fc.constantFrom(...bashPieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.map((part) => (part.endsWith('&') ? part : `${part};`)).join(' '))
const commands = fc.oneof(scripts.map((script) => ['sh', '-c', script]), bashScripts.map((script) => ['bash', '-c', script]))

describe('a script half-way', () => {
  it('goes on in a fork with the same bytes', () => {
    fc.assert(fc.property(commands, fc.integer({ min: 0, max: 8_000 }), (argv, at) => {
      const whole = runTo(start(argv))
      const half = start(argv)
      while (half.last.next !== undefined && half.last.next <= at) step(half, half.last.next)
      const fork = { ...half, output: [...half.output] }
      runTo(half)
      runTo(fork)
      expect([textOf(half), half.last.exit]).toEqual([textOf(whole), whole.last.exit])
      expect([textOf(fork), fork.last.exit]).toEqual([textOf(whole), whole.last.exit])
    }), { numRuns: 120 })
  })

  it('is plain data: a structured clone goes on like the original', () => {
    fc.assert(fc.property(commands, (argv) => {
      const container = start(argv)
      if (container.last.next !== undefined) step(container, container.last.next)
      const copy = { ...container, process: structuredClone(container.process) as ProcessState, output: [...container.output] }
      expect(textOf(runTo(copy))).toBe(textOf(runTo(container)))
    }), { numRuns: 80 })
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
    const words = fc.array(fc.constantFrom('if', 'then', 'fi', 'while', 'do', 'done', 'case', 'in', 'esac', 'for', 'x', '$x', '${x', '${x:-', '}', '{', '(', ')', '$(', '$((', '))', '`', '"', "'", '\\', '<<E', 'E', '\n', ';', ';;', '&', '&&', '|', '!', '>', '<', '2>&1', '#', 'a=(', '[1]=x', '<(', '>(', '((', 'for ((;;))', '[[', ']]', '=~', '@(a', 'time', 'declare', '${a[@]}', '${!x}', '${a[1'), { maxLength: 16 })
    fc.assert(fc.property(words, (parts) => void parseScript(parts.join(' '), 'bash', 1)), { numRuns: 500 })
  })

  it('makes of any text an exit, not a crash', () => {
    const words = fc.array(fc.constantFrom('echo', 'a', '$x', '${x%y}', '"', "'", ';', '|', '&&', '(', ')', '\n', '$((1', '))', 'if', 'true', 'then', 'fi', '>', 'f', '`', '*', '['), { maxLength: 12 })
    fc.assert(fc.property(words, (parts) => {
      expect(runScript(parts.join(' '))[2]).toEqual(expect.any(Number))
    }), { numRuns: 300 })
    const more = fc.array(fc.constantFrom('echo', 'a', 'a=(', ')', '[1]=x', 'a[1+', '${a[@]:1', '${!a[@]}', '${a[x]}', '}', '<(', '((', '))', 'for ((i=0;i<2;i++))', 'do', 'done', '[[', ']]', '=~', '@(a|b)', '(', 'time', 'declare -A', 'm[k]=v', 'unset', '\n', ';', '&&', 'shopt -s extglob', 'mapfile', '< f', '${a@Q}'), { maxLength: 12 })
    fc.assert(fc.property(more, (parts) => {
      expect(runScript(parts.join(' '), {}, 'bash')[2]).toEqual(expect.any(Number))
    }), { numRuns: 300 })
  })

  it('goes through every script of the table in each dialect', () => {
    for (const [script] of conformance) for (const dialect of ['dash', 'ash', 'bash'] as const) expect(parseScript(script, dialect, 1)).toHaveProperty('commands')
  })

  it('stops at nesting that is too deep', () => expect(runScript(`echo ${'$('.repeat(5_000)}`)[2]).toBe(2))
})
