import { describe, expect, it } from 'vitest'
import { appendLog, emptyLog, logLines, readLog } from '../../../src/sim/runtime/logs.js'
import { directoryOf } from '../../../src/sim/runtime/files/tree.js'
import { runTo, start, step, textOf } from './container.js'

const day = 86_400_000

describe('a loop that changes nothing', () => {
  it.each([
    ['while true; do sleep 5; done'],
    ['while true; do echo hi; sleep 5; done'],
    ['until [ -f /w/go ]; do echo waiting; sleep 2; done'],
    ['while true; do x=$(cat /etc/hostname 2>/dev/null); sleep 1; sleep 2; done'],
    ['while :; do sleep 10 & wait $!; done'],
    ['i=0; while [ $i -lt 5 ]; do i=$((i+1)); sleep 1; done; while true; do echo steady; sleep 30; done'],
  ])('is not gone through: %s', (script) => {
    const container = runTo(start(['sh', '-c', script]), 10 * day)
    expect(container.calls).toBeLessThan(40)
    expect(container.last.next).toBeUndefined()
    expect(container.last.exit).toBeUndefined()
  })

  it.each([
    ['while :; do a=(1 2); for ((i=0;i<2;i++)); do echo ${a[i]}; sleep 1; done; done', '1\n2\n'],
    ['while :; do while read x; do echo $x; sleep 1; done < <(echo a; echo b); done', 'a\nb\n'],
    ['exec > >(while read x; do echo "l $x"; done); while true; do echo tick; sleep 1; echo tock; sleep 1; done', 'l tick\nl tock\n'],
    ['for ((;;)); do declare -A m=([k]=$(cat <(echo v))); [[ ${m[k]} =~ v ]]; echo ${!m[@]}; sleep 1; echo ${BASH_REMATCH[0]}; sleep 1; done', 'k\nv\n'],
  ])('is not gone through in bash, and has written what it would have: %s', (script, round) => {
    const container = runTo(start(['bash', '-c', script]), 1_999)
    step(container, 61_999)
    expect(textOf(container)).toBe(round.repeat(31))
    runTo(container, 10 * day)
    expect(container.calls).toBeLessThan(40)
    expect(container.last.next).toBeUndefined()
  })

  it('has written what it would have', () => {
    const looped = runTo(start(['sh', '-c', 'while true; do echo a; sleep 2; echo b; sleep 3; done']), 1_000)
    step(looped, 62_000)
    expect(textOf(looped)).toBe(`${'a\nb\n'.repeat(12)}a\nb\n`)
    expect(looped.output.map(({ at }) => at)).toEqual(Array.from({ length: 13 }, (_, i) => [i * 5_000, i * 5_000 + 2_000]).flat())
  })

  it('gives no more than a log holds', () => {
    const container = runTo(start(['sh', '-c', 'while true; do echo a; sleep 1; done']), 10 * day)
    const log = appendLog(emptyLog, container.output)
    expect(log.lines).toHaveLength(logLines)
    expect(log.lines.at(-1)?.at).toBe(10 * day)
    expect(readLog(log, { tail: 2 })).toBe('a\na\n')
  })

  it('goes on when a volume that it looks at changes', () => {
    const container = start(['sh', '-c', 'until [ -f /v/go ]; do sleep 2; done; echo went'], { mounts: [{ path: '/v', volume: 'v' }], volumes: new Map([['v', directoryOf({})]]) })
    runTo(container, day + 500)
    expect(container.last.watches).toContain('v')
    container.world = { ...container.world, volumes: new Map([...container.world.volumes, ['v', directoryOf({ go: '' })]]) }
    step(container, day + 500)
    runTo(container, 2 * day)
    expect(container.last.exit).toEqual({ at: day + 2_000, code: 0 })
    expect(textOf(container)).toBe('went\n')
  })

  it('is not taken for one that changes something', () => {
    const container = runTo(start(['sh', '-c', 'i=0; while [ $i -lt 50 ]; do i=$((i+1)); sleep 60; done; echo $i']), day)
    expect(textOf(container)).toBe('50\n')
    expect(container.last.exit?.at).toBe(3_000_000)
    const clock = runTo(start(['sh', '-c', 'while [ $(date +%M) -lt 30 ]; do sleep 60; done; echo half past']), day)
    expect(clock.last.exit?.at).toBe(1_800_000)
  })
})

describe('bounds', () => {
  it('a variable that doubles stays within its bound', () => {
    const container = start(['sh', '-c', 'x=a; while true; do x=$x$x; done'])
    expect(container.last.limit).toContain('without waiting')
  })
  it.each([['a=(x); while true; do a+=("${a[@]}"); done'], ['x=aaaaaaaaaa; while true; do x=$x$x; a+=("$x$x"); done'], ['while true; do a[i++]=x; done']])('an array that grows stays within its bound: %s', (script) => {
    expect(start(['bash', '-c', script]).last.limit).toContain('without waiting')
  }, 60_000)
  it('processes without end hit a limit', () => expect(start(['sh', '-c', 'while true; do sleep 100 & done'], { title: 'container web' }).last.limit).toBe('container web had 1000 processes at 0.000 s: no more are begun'))
  it('functions that call themselves without end end the shell', () => expect(start(['sh', '-c', 'f() { f; }; f']).last.exit?.code).toBe(2))
})

describe('a loop that never waits', () => {
  it.each([['while true; do :; done'], ['i=0; while true; do i=$((i+1)); done'], ['while true; do echo x; done > /dev/null'], ['f() { f; }; while true; do true & wait; done'], ['yes > /dev/null']])('hits a limit that names the container: %s', (script) => {
    const container = start(['sh', '-c', script], { title: 'container web of pod default/web-0' })
    expect(container.last.limit).toMatch(/^container web of pod default\/web-0 went through \d+ steps at 0\.000 s without waiting/)
    expect(container.last.exit).toBeUndefined()
    step(container, 1_000, ['KILL'])
    expect(container.last.exit?.code).toBe(137)
  })

  it('is ended by a trap', () => {
    const container = start(['sh', '-c', 'trap "exit 5" TERM; while :; do :; done'])
    step(container, 2_000, ['TERM'])
    expect(container.last.exit).toEqual({ at: 2_000, code: 5 })
  })
})
