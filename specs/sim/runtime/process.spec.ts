import { describe, expect, it } from 'vitest'
import { directoryOf, fileOf, linkTo, textAt } from '../../../src/sim/runtime/files/tree.js'
import { advance, createProcess, execute, startExec, startFault } from '../../../src/sim/runtime/process.js'
import { runScript, runTo, start, step, textOf } from './container.js'

describe('files of several containers', () => {
  it('are seen by the others at once', () => {
    const volumes = new Map([['shared', directoryOf({})]])
    const mounts = [{ path: '/data', volume: 'shared' }]
    const reader = start(['sh', '-c', 'until [ -f /data/ready ]; do sleep 1; done; cat /data/ready'], { mounts, volumes })
    const writer = start(['sh', '-c', 'sleep 3; echo hello > /data/ready; sleep 100'], { mounts, volumes })
    runTo(reader, 2_999)
    runTo(writer, 3_000)
    const shared = writer.world.volumes.get('shared')!
    expect(textAt(shared, 'ready')).toBe('hello\n')
    reader.world = { ...reader.world, volumes: new Map([...reader.world.volumes, ['shared', shared]]) }
    step(reader, 3_000)
    expect(runTo(reader, 10_000).last.exit).toEqual({ at: 3_000, code: 0 })
    expect(textOf(reader)).toBe('hello\n')
  })

  it('tail -f prints what comes', () => {
    const volumes = new Map([['logs', directoryOf({ 'app.log': 'one\n' })]])
    const container = start(['tail', '-n+1', '-F', '/logs/app.log'], { image: 'busybox', mounts: [{ path: '/logs', volume: 'logs' }], volumes })
    expect(container.last.next).toBeUndefined()
    expect(container.last.watches).toContain('logs')
    container.world = { ...container.world, volumes: new Map([...container.world.volumes, ['logs', directoryOf({ 'app.log': 'one\ntwo\n' })]]) }
    step(container, 7_000)
    expect(container.output).toEqual([{ at: 0, stream: 'stdout', text: 'one\n', exec: 0 }, { at: 7_000, stream: 'stdout', text: 'two\n', exec: 0 }])
  })

  it('follow links as a ConfigMap volume has them, and refuse writes to what is read only', () => {
    const config = directoryOf({ '..2026': directoryOf({ key: 'value' }), '..data': linkTo('..2026'), key: linkTo('..data/key') })
    const setting = { mounts: [{ path: '/etc/config', volume: 'c', readOnly: true }, { path: '/app/one', volume: 'c', subPath: '..2026/key' }], volumes: new Map([['c', config]]) }
    expect(runScript('cat /etc/config/key /app/one; ls /etc/config /app; echo x > /etc/config/key', setting)).toEqual(['valuevalue/app:\none\n\n/etc/config:\nkey\n', 'sh: 1: cannot create /etc/config/key: Read-only file system\n', 2])
  })

  it('belong to a user', () => {
    const setting = { user: { uid: 1000, gid: 1000 } }
    expect(runScript('id -u; echo x > /w/mine; touch /root/x || echo refused; echo y > /f', setting)).toEqual(['1000\nrefused\n', "touch: cannot touch '/root/x': Permission denied\nsh: 1: cannot create /f: Permission denied\n", 2])
  })
})

describe('commands inside a running container', () => {
  it('see its files and processes, and end with it', () => {
    const container = start(['sh', '-c', 'touch /tmp/healthy; sleep 30; rm /tmp/healthy; sleep 600'], { image: 'busybox' })
    const probe = (at: number): unknown => {
      const { exit, stdout, stderr, rests } = execute(runTo(container, at).process, container.world, ['cat', '/tmp/healthy'], at, 1_000)
      return [exit, stdout, stderr, rests]
    }
    const rests = { volumes: ['root'], clock: false, network: false, processes: false, changesFiles: false, isUnsure: false }
    expect(probe(1_000)).toEqual([{ at: 1_000, code: 0 }, '', '', rests])
    expect(probe(31_000)).toEqual([{ at: 31_000, code: 1 }, '', "cat: can't open '/tmp/healthy': No such file or directory\n", { ...rests, isUnsure: true }])
  })

  it('take their time, and are killed when it is over', () => {
    const container = start(['sleep', 'infinity'])
    expect(execute(container.process, container.world, ['sh', '-c', 'sleep 2; echo done; exit 4'], 1_000, 5_000)).toMatchObject({ exit: { at: 3_000, code: 4 }, stdout: 'done\n' })
    const killed = execute(container.process, container.world, ['sleep', '20'], 1_000, 5_000)
    expect(killed.exit).toBeUndefined()
    expect(killed.advanced.process.tasks.size).toBe(1)
  })

  it('may end PID 1', () => {
    const container = start(['nginx', '-g', 'daemon off;'], { image: 'nginx' })
    const { process, exec } = startExec(container.process, ['sh', '-c', 'ps | head -1 > /dev/null; kill 1; sleep 5'], 500)
    const { exit, execs } = advance(process, container.world, 600)
    expect(exit).toEqual({ at: 500, code: 0 })
    expect(execs.get(exec)).toEqual({ at: 500, code: 137 })
  })

  it('that a runtime cannot start are told in its words', () => {
    const container = start(['/pause'], { image: 'registry.k8s.io/pause:3.10' })
    expect(startFault(container.process, container.world, ['sh'])).toBe('exec: "sh": executable file not found in $PATH')
    expect(startFault(container.process, container.world, ['/bin/ls'])).toBe('exec: "/bin/ls": stat /bin/ls: no such file or directory')
    expect(startFault(container.process, container.world, ['/etc/passwd'])).toBe('exec: "/etc/passwd": permission denied')
    expect(startFault(container.process, container.world)).toBeUndefined()
  })
})

describe('programs that nobody knows', () => {
  const unknown = { flavour: 'unknown' as const }
  it('run until they are told to end; as a task for 5 s', () => {
    expect(start(['/app/server'], unknown).last.next).toBeUndefined()
    expect(runTo(start(['/app/job'], { ...unknown, role: 'task' })).last.exit).toEqual({ at: 5_000, code: 0 })
  })
  it('succeed at once on the way, and stay at the end of a script', () => {
    const container = start(['sh', '-c', '/app/migrate && echo migrated && exec /app/server --port 80'], unknown)
    expect(textOf(container)).toBe('migrated\n')
    expect(container.last).toMatchObject({ unknownPrograms: ['/app/migrate', '/app/server'] })
    expect(container.last.exit).toBeUndefined()
    expect(start(['sh', '-c', './server & wait'], unknown).last.exit).toBeUndefined()
    expect(runTo(start(['sh', '-c', 'x=$(mytool); echo "<$x>"'], unknown)).last.exit?.code).toBe(0)
  })
})

it('reads a process from the world alone: two of the same are the same', () => {
  const spec = { title: 'c', argv: ['sh', '-c', 'echo $RANDOM; mktemp; echo $HOSTNAME'], env: {}, hostname: 'h', mounts: [{ path: '/', volume: 'r' }], flavour: 'busybox' as const, role: 'service' as const, seed: 7 }
  const world = { volumes: new Map([['r', directoryOf({ 'bin/sh': fileOf('\x7fELF ash\n', 0, 0o755), 'bin/mktemp': fileOf('\x7fELF mktemp\n', 0, 0o755), tmp: directoryOf({}) })]]), network: start(['true']).world.network, epochMs: 0 }
  const run = (): unknown => advance(createProcess(spec, 0), world, 0).output
  expect(run()).toEqual(run())
  expect(textAt(directoryOf({ 'a/b': 'text' }), 'a/b')).toBe('text')
})
