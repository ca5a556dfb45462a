import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript, type Setting } from '../container.js'

/** `@` stands for a program that says its process number. Whether it has the one of bash 5.2, and of busybox ash. */
const cases: readonly (readonly [script: string, bash: boolean, ash: boolean])[] = [
  ['@', true, true], ['@\n', true, false], ['@\n\n', false, false], ['@ # c', true, true], ['@\n# c', false, false], ['\n@', true, true], ['# c\n@', true, true], ['@;', true, true], ['@ ;\n', true, false],
  [':; @', true, true], [':\n@', true, true], [': && @', true, true], [': && : && @', true, true], [':; : && @', false, true], ['false || @', true, true], ['true &&\n@', true, true], ['true\ntrue && @', true, true],
  ['true & @', false, true], ['true & wait; @', true, true],
  ['x=1 @', true, true], ['@ 2>/dev/null', false, true], ['@ </dev/null', false, true], ['exec 2>/dev/null; @', true, true], ['@ <<E\nE\n', false, false],
  ['! @', false, false], ['@ | cat', false, false], ['{ @; }', false, true], ['if true; then @; fi', false, true], ['if true; then true; fi; @', true, true], ['case a in a) @;; esac', false, true],
  ['for i in 1; do @; done', false, false], ['f() { @; }; f', false, false], ['f() { true; }; f; @', true, true], ['{ @; } 2>/dev/null', false, false],
  ['trap "" TERM; @', true, true], ['trap ":" TERM; @', false, false], ['trap ":" EXIT; @', false, false],
]
const scripts = cases.map(([script, bash, ash]) => ({ script, bash, ash, text: script.replaceAll('@', () => "sh -c 'echo $$'") }))
const isFirst = (text: string, name: string, setting: Setting): boolean => runScript(text, setting, name)[0].split('\n').includes('1')

describe('whether the last command takes the place of its shell', () => {
  it.each(scripts)('$script', ({ text, bash, ash }) => {
    expect(isFirst(text, 'bash', {})).toBe(bash)
    expect(isFirst(text, 'sh', { image: 'busybox' })).toBe(ash)
    expect(isFirst(text, 'sh', {})).toBe(false)
  })

  it('is a matter of exec in the shell of Debian', () => expect(isFirst("exec sh -c 'echo $$'", 'sh', {})).toBe(true))
})

const hasBash = spawnSync('/bin/bash', ['-c', 'exit $((BASH_VERSINFO[0] * 10 + BASH_VERSINFO[1]))']).status === 52

describe.skipIf(!hasBash)('the same in the bash of this machine', () => {
  it.each(scripts)('$script', ({ text, bash }) => {
    const { stdout, pid } = spawnSync('/bin/bash', ['-c', text], { encoding: 'utf8' })
    expect(stdout.split('\n').includes(String(pid))).toBe(bash)
  })
})
