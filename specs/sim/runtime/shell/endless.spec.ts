import { describe, expect, it } from 'vitest'
import { isEndless } from '../../../../src/sim/runtime/shell/endless.js'
import { runTo, start } from '../container.js'

const isKnownEndless = (script: string, shell = 'sh'): boolean => isEndless(runTo(start([shell, '-c', script]), 5_000).process)

describe('what a container runs for ever', () => {
  it.each([
    ['i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done'],
    ['while :; do date >> log; if [ -s log ]; then echo there; fi; sleep 10; done'],
    ['until false; do echo a | tee -a log; sleep 1; done'],
    ['sleep 2; while true; do { date; uptime; } > log; sleep 1; done'],
    ['touch log; tail -f log'],
  ])('is known of %s', (script) => {
    expect(isKnownEndless(script)).toBe(true)
  })

  it.each([
    ['for ((;;)); do date; sleep 1; done'],
    ['a=(1 2); for ((i=0;;)); do echo "$a"; sleep 1; done'],
    ['while true; do time sleep 1; a=($(date)); done'],
  ])('is known of %s in bash', (script) => {
    expect(isKnownEndless(script, 'bash')).toBe(true)
  })

  it.each([
    ['for ((;;i++)); do date; sleep 1; done'],
    ['for ((;i<9;)); do date; sleep 1; done'],
    ['for ((;;)); do date; [[ -e log ]] && break; sleep 1; done'],
    ['while true; do cat <(kill 1); sleep 1; done'],
    ['while true; do echo ${a[1/i]}; sleep 1; done'],
    ['while true; do a[1/i]=x; sleep 1; done'],
    ['while true; do echo ${!ref}; sleep 1; done'],
    ['while true; do declare -i x=1/0; sleep 1; done'],
  ])('is not known of %s in bash', (script) => {
    expect(isKnownEndless(script, 'bash')).toBe(false)
  })

  it.each([
    ['the loop has not begun', 'sleep 60; while true; do date; sleep 1; done'],
    ['the loop has a condition', 'while [ ! -e log ]; do sleep 1; done'],
    ['a command of the body leaves it', 'while true; do date; [ -e log ] && break; sleep 1; done'],
    ['a command of the body ends the shell', 'while true; do date; if [ -e log ]; then exit 1; fi; sleep 1; done'],
    ['a command of the body is not known to be harmless', 'while true; do wget -q http://web; sleep 1; done'],
    ['a command is in a substitution', 'while true; do echo "$(kill 1)"; sleep 1; done'],
    ['a failure ends the shell', 'set -e; while true; do date; sleep 1; done'],
    ['a variable that is not set ends it', 'while true; do echo "${gone:?}"; sleep 1; done'],
    ['a division by zero ends it', 'i=9; while true; do echo $((1/i)); sleep 1; done'],
    ['something else runs beside it', '(sleep 30; kill 1) & while true; do date; sleep 1; done'],
    ['a trap may run', 'trap "exit 3" TERM; while true; do date; sleep 1; done'],
    ['a name means something else', 'date() { exit 1; }; while true; do sleep 1; date; done'],
    ['it ended', 'exit 0'],
  ])('is not known where %s', (_, script) => {
    expect(isKnownEndless(script)).toBe(false)
  })
})
