import { describe, expect, it } from 'vitest'
import { directoryOf } from '../../../src/sim/runtime/files/tree.js'
import { servesUnknown } from '../../../src/sim/runtime/serving.js'
import { runTo, start, step, textOf, type Container, type Setting } from './container.js'

const app: Setting = { flavour: 'unknown' }
const custom = (script: string, rest: Setting = {}): Container => start(['sh', '-c', script], { ...app, ...rest })
const endOf = (container: Container, at = 60_000): number | string => {
  const after = runTo(container, at)
  return after.last.exit?.code ?? (servesUnknown(after.process) ? 'serves' : 'runs')
}

describe('files that the image of a custom container may have', () => {
  it.each([
    ['are read as if they were empty', 'cat /app/version; echo "[$(cat /app/version)]"', '[]\n'],
    ['are sourced', '. /app/env.sh && echo on', 'on\n'],
    ['are copied', 'cp /www/index.html /tmp && cp -r /www/static/. /tmp/static && ls /tmp', 'index.html\nstatic\n'],
    ['may be directories', 'cd /srv/app && pwd', '/srv/app\n'],
  ])('%s', (_, script, output) => expect(textOf(runTo(custom(script), 1_000), 'stdout')).toBe(output))

  it.each([
    ['a script of its own', ['sh', '/app/start.sh']],
    ['a script of its own, by bash', ['bash', '-e', '/app/start.sh', '--port', '80']],
    ['a command after its own files', ['sh', '-c', 'set -e; cd /srv/app; . ./env.sh; exec ./serve']],
    ['a command that misses one', ['sh', '-c', 'set -e; grep -q token /app/config; exec ./serve']],
  ])('%s serves until it is told to end', (_, argv) => {
    const container = start(argv, app)
    expect(endOf(container)).toBe('serves')
    expect(endOf(start(argv, { ...app, role: 'task' }))).toBe(0)
  })

  it('do not hide what the script says of its end', () => {
    expect(endOf(custom('[ -f /app/licence ] || { echo "no licence"; exit 3; }'))).toBe(3)
    expect(endOf(custom('exit 1'))).toBe(1)
    expect(endOf(custom('false'))).toBe(1)
  })

  it('are not those of volumes, of /tmp, or of an image that is known', () => {
    expect(endOf(custom('cat /tmp/x'))).toBe(1)
    expect(endOf(custom('cat /data/x', { mounts: [{ path: '/data', volume: 'data' }], volumes: new Map([['data', directoryOf({})]]) }))).toBe(1)
    expect(endOf(start(['sh', '-c', 'cat /app/x'], { image: 'busybox' }))).toBe(1)
  })

  it('do not keep it from ending when it is told to', () => {
    const container = runTo(custom('cat /app/x; trap "exit 9" TERM; while true; do sleep 1; done'), 10_500)
    step(container, 10_600, ['TERM'])
    expect(runTo(container, 12_000).last.exit?.code ?? 'runs').toBe(9)
  })
})
