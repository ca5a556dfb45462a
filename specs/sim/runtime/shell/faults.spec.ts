import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript } from '../container.js'
import { isThere } from '../real-shell.js'
import type { Outcome } from './conformance-table.js'

/** What dash 0.5.12 and bash 5.2 do after something could not be expanded, computed or parsed. */
const table: readonly (readonly [script: string, dash: Outcome, bash: Outcome])[] = [
  ['echo ${#-x} ${#?} ${#+x} ${#?y} ${#%x} ${#:-z}', ['0 1 x 0 0 0\n', '', 0], ['0 1 x 0 0 0\n', '', 0]],
  ['echo a; echo ${#+}', ['a\n', 'sh: 1: Bad substitution\n', 2], ['a\n', 'bash: line 1: ${#+}: bad substitution\n', 1]],
  ['cat <<E\nopen', ['open', '', 0], ['open\n', '', 0]],
  ['echo $((1 +)); :\necho $((08 + 1)); :\necho $((1abc)); :\necho $((1 = 2)); :\necho $((4 / (2 - 2) + 1)); :\necho $((1 2)); :\necho $((1 ? 2))', ['', 'sh: 1: arithmetic expression: expecting primary: "1 +"\n', 2], ['', 'bash: line 1: 1 +: syntax error: operand expected (error token is "+")\nbash: line 2: 08: value too great for base (error token is "08")\nbash: line 3: 1abc: value too great for base (error token is "1abc")\nbash: line 4: 1 = 2: attempted assignment to non-variable (error token is "= 2")\nbash: line 5: 4 / (2 - 2) + 1: division by 0 (error token is "(2 - 2) + 1")\nbash: line 6: 1 2: syntax error in expression (error token is "2")\nbash: line 7: 1 ? 2: `:\' expected for conditional expression (error token is "2")\n', 1]],
  ['echo $((- -1)) $((+1)) $((!0)) $((5 - -2))', ['1 1 1 7\n', '', 0], ['1 1 1 7\n', '', 0]],
  ['export x={a,b}; echo $x', ['{a,b}\n', '', 0], ['b\n', '', 0]],
  ['echo $((1/0)); echo same\necho next $?', ['', 'sh: 1: arithmetic expression: division by zero: "1/0"\n', 2], ['next 1\n', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 0]],
  ['(echo $((1/0))); echo same $?\necho next $?', ['same 2\nnext 0\n', 'sh: 1: arithmetic expression: division by zero: "1/0"\n', 0], ['same 1\nnext 0\n', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 0]],
  ['set -e; echo $((1/0))\necho next $?', ['', 'sh: 1: arithmetic expression: division by zero: "1/0"\n', 2], ['next 1\n', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 0]],
  ['eval "echo \\$((1/0))"; echo same $?\necho next $?', ['', 'sh: 1: eval: arithmetic expression: division by zero: "1/0"\n', 2], ['same 1\nnext 0\n', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 0]],
  ['cat <<E\n$((1/0))\nE\necho next $?', ['next 2\n', 'sh: 1: arithmetic expression: division by zero: "1/0"\n', 0], ['next 1\n', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 0]],
  ['cat <<E || echo failed\n$((1/0))\nE\necho next', ['failed\nnext\n', 'sh: 1: arithmetic expression: division by zero: "1/0"\n', 0], ['failed\nnext\n', 'bash: line 1: 1/0: division by 0 (error token is "0")\n', 0]],
  ['eval nope; eval "(nope)"; f() { eval "$1"; }; f nope', ['', 'sh: 1: eval: nope: not found\nsh: 1: eval: nope: not found\nsh: 1: eval: nope: not found\n', 127], ['', 'bash: line 1: nope: command not found\nbash: line 1: nope: command not found\nenvironment: line 1: nope: command not found\n', 127]],
  ['readonly r=1; r=2; echo same\necho next $?', ['', 'sh: 1: r: is read only\n', 2], ['next 1\n', 'bash: line 1: r: readonly variable\n', 0]],
  ['echo ${x:?no}; echo same\necho next $?', ['', 'sh: 1: x: no\n', 2], ['', 'bash: line 1: x: no\n', 127]],
  ['eval "fi"; echo $?', ['', 'sh: 1: eval: Syntax error: "fi" unexpected\n', 2], ['2\n', 'bash: eval: line 1: syntax error near unexpected token `fi\'\nbash: eval: line 1: `fi\'\n', 0]],
  ['echo w${*+a}${*-b}', ['wa\n', '', 0], ['wb\n', '', 0]],
  ['set -u; echo [$*]', ['[]\n', '', 0], ['[]\n', '', 0]],
  ['y=~$x; echo "$y"', ['~\n', '', 0], ['~\n', '', 0]],
  ['echo ~$x', ['~\n', '', 0], ['~\n', '', 0]],
  ['set -u; echo $((z + 1)); echo on', ['1\non\n', '', 0], ['', 'bash: line 1: z: unbound variable\n', 127]],
  ['getopts ab: o -a v; echo "$o [${OPTARG-unset}]"', ['a []\n', '', 0], ['a [unset]\n', '', 0]],
  ['getopts a -b -a; echo $?', ['2\n', 'sh: 1: getopts: -b: bad variable name\n', 0], ['1\n', 'bash: line 1: getopts: `-b\': not a valid identifier\n', 0]],
  ['x=$((  )); echo "x$x"', ['', 'sh: 1: arithmetic expression: expecting primary: "  "\n', 2], ['x0\n', '', 0]],
  ['echo ${a b}; echo same\necho next $?', ['', 'sh: 1: Bad substitution\n', 2], ['next 1\n', 'bash: line 1: ${a b}: bad substitution\n', 0]],
  ['trap "nope" EXIT; eval :', ['', 'sh: 1: nope: not found\n', 0], ['', 'bash: line 1: nope: command not found\n', 0]],
  ['if false; then :; else echo $?; fi', ['1\n', '', 0], ['1\n', '', 0]],
  ['if false; then :; elif (exit 3); then :; else echo $?; fi', ['3\n', '', 0], ['3\n', '', 0]],
]
const cases = table.map(([script, dash, bash]) => ({ script, dash, bash }))

describe('after a fault', () => {
  it.each(cases)('$script', ({ script, dash, bash }) => {
    expect(runScript(script)).toEqual(dash)
    expect(runScript(script, {}, 'bash')).toEqual(bash)
  })
})

/** Words differ from one version to the next; what scripts write and come to does not. */
describe.each((['dash', 'bash'] as const).filter((name) => isThere[name]))('the same in the %s of this machine', (name) => {
  it.each(cases)('$script', ({ script, [name]: [stdout, , code] }) => {
    const real = spawnSync(`/bin/${name}`, ['-c', script], { input: '', encoding: 'utf8', env: { HOME: '/root', PATH: '/usr/bin:/bin' } })
    expect([real.stdout, real.status]).toEqual([stdout, code])
  })
})
