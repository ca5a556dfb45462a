import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript, runTo, start, textOf } from '../container.js'
import { inOwnDirectory } from '../real-shell.js'
import { bashConformance } from './bash-table.js'

describe('what bash adds', () => {
  it.each([
    ['[[ abc == a* ]] && echo yes', 'yes\n'],
    ['[[ abc == "a*" ]] || echo no', 'no\n'],
    ['x=; [[ -z $x && -n y ]] && echo both', 'both\n'],
    ['[[ web-12 =~ -([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}', '12\n'],
    ['for i in {1..3}; do echo $i; done', '1\n2\n3\n'],
    ['echo {a,b}c x{1,2}', 'ac bc x1 x2\n'],
    ['i=1; (( i++ )); echo $i; (( i > 5 )) || echo small', '2\nsmall\n'],
    ['function f { echo "in $1"; }; f x', 'in x\n'],
    ['cat <<< "here $((1+1))"', 'here 2\n'],
    ["echo $'a\\tb'", 'a\tb\n'],
    ['x=hello; echo ${x:1:3} ${x/l/L} ${x//l/L} ${x^^} ${x^}', 'ell heLlo heLLo HELLO Hello\n'],
    ['echo err &> f; cat f', 'err\n'],
    ['{ echo out; echo err >&2; } 2>&1>/dev/null', 'err\n'],
    ['set -o pipefail; false | true; echo $?', '1\n'],
    ['x=a; x+=b; echo $x', 'ab\n'],
    ['items=(foo bar "b z"); i=1; echo ${items[$i]} ${items[2]} $items ${#items[@]}', 'bar b z foo 3\n'],
    ['a=(1 2); a+=(3); for x in "${a[@]}"; do echo $x; done; echo ${a[1+1]} ${a[9]:-none}', '1\n2\n3\n3 none\n'],
    ['declare -r x=1; echo $x; let y=2+3; echo $y', '1\n5\n'],
    ['printf -v x %03d 7; echo $x', '007\n'],
    ['echo $((2**3)); source /dev/null; echo ok', '8\nok\n'],
  ])('%s', (script, stdout) => expect(runScript(script, {}, 'bash')[0]).toBe(stdout))

  it('words of a command that is not there', () => expect(runScript('nope', {}, 'bash')).toEqual(['', 'bash: line 1: nope: command not found\n', 127]))
})

const cases = bashConformance.map(([script, outcome]) => ({ script, outcome }))

describe('bash', () => {
  it.each(cases)('$script', ({ script, outcome }) => expect(runScript(script, {}, 'bash')).toEqual(outcome))
})

const hasBash = spawnSync('/bin/bash', ['-c', 'seq 1 > /dev/null && exit $((BASH_VERSINFO[0] * 10 + BASH_VERSINFO[1]))']).status! >= 52

/** Words of errors differ from one version to the next; what scripts work with does not. */
describe.skipIf(!hasBash)('the same in the bash of this machine', () => {
  it.each(cases)('$script', ({ script, outcome: [stdout, , code] }) => {
    inOwnDirectory((directory) => {
      const real = spawnSync('/bin/bash', ['-c', script], { cwd: directory, argv0: 'bash', stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' } })
      expect([real.stdout, real.status]).toEqual([stdout, code])
    })
  })
})

describe('bash tells the time', () => {
  it.each([
    ['time sleep 1.5', '\nreal\t0m1.500s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
    ['time -p sleep 61 | sleep 2', 'real 61.00\nuser 0.00\nsys 0.00\n'],
    ['time sleep 61', '\nreal\t1m1.000s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
    ["TIMEFORMAT='%1R took %0lR of %%'; time sleep 2.25", '2.2 took 0m2s of %\n'],
    ['time', '\nreal\t0m0.000s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
  ])('%s', (script, stderr) => expect(runScript(script, {}, 'bash')[1]).toBe(stderr))

  it('gives the status of the pipeline', () => expect(runScript('time -p (exit 4)', {}, 'bash')[2]).toBe(4))

  it('is a program of busybox, with words of its own', () => {
    expect(runScript('time sleep 61.5; time -p sleep 2; time false', { image: 'busybox' })).toEqual(['', 'real\t1m 1.50s\nuser\t0m 0.00s\nsys\t0m 0.00s\nreal 2.00\nuser 0.00\nsys 0.00\nreal\t0m 0.00s\nuser\t0m 0.00s\nsys\t0m 0.00s\n', 1])
  })

  it('dash knows of no such word, and looks for a program', () => expect(runScript('time true')).toEqual(['', 'sh: 1: time: not found\n', 127]))
})

describe('what substitutions of processes read', () => {
  it.each([
    ['echo hi | tee >(sed s/h/j/ > f) > g; sleep 1; cat f g', 'ji\nhi\n'],
    ['exec > >(while read x; do echo log:$x; done) 2>&1; echo a; sleep 1; echo b >&2; sleep 1', 'log:a\nlog:b\n'],
    ['exec > >(tee f); echo last', 'last\n'],
    ['echo x > >(cat); exit 3', 'x\n'],
    ['trap "echo bye" EXIT; exec > >(cat); exit 3', 'bye\n'],
    ['(echo sub > >(cat)); sleep 1', 'sub\n'],
    ['for i in 1 2 3; do while read x; do echo $i$x; done < <(sleep 1; echo a); done', '1a\n2a\n3a\n'],
    ['wait; echo x > >(sleep 5; cat); wait; echo done', 'x\ndone\n'],
    ['cat < <(sleep 2; echo late) & wait', 'late\n'],
    ['f() { while read x; do echo $x; return 4; done < <(seq 3); }; f; echo $?; ls /dev/fd/63 2> f || echo closed', '1\n4\nclosed\n'],
    ['for i in $(seq 1200); do read x < <(echo $i); done; echo $x', '1200\n'],
  ])('%s', (script, stdout) => expect(textOf(runTo(start(['bash', '-c', script])))).toBe(stdout))

  it('is a thing of busybox too, and not of dash', () => {
    expect(runScript('cat <(echo a)', { image: 'busybox' })[0]).toBe('a\n')
    expect(runScript('cat < <(echo a)')).toEqual(['', 'sh: 1: Syntax error: redirection unexpected\n', 2])
  })
})

describe('what bash shows of its commands', () => {
  it.each([
    ['set -x; a=(1 2); [[ a == a && -n "" ]]; ((1)); for ((i=0;i<1;i++)); do :; done', "+ a=(1 2)\n+ [[ a == a ]]\n+ [[ -n '' ]]\n+ (( 1 ))\n+ (( i=0 ))\n+ (( i<1 ))\n+ :\n+ (( i++ ))\n+ (( i<1 ))\n"],
  ])('%s', (script, stderr) => expect(runScript(script, {}, 'bash')[1]).toBe(stderr))
})
