import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runScript } from '../container.js'
import { conformance, type Outcome } from './conformance-table.js'

const cases = conformance.map(([script, dash, busybox]): { readonly script: string; readonly dash: Outcome; readonly busybox: Outcome } => ({ script, dash, busybox: busybox ?? dash }))

describe('the shell of a Debian image', () => {
  it.each(cases)('$script', ({ script, dash }) => expect(runScript(script)).toEqual(dash))
})

describe('the shell of a busybox image', () => {
  it.each(cases)('$script', ({ script, busybox }) => expect(runScript(script, { image: 'busybox' })).toEqual(busybox))
})

const hasDash = spawnSync('/bin/dash', ['-c', 'exit 3']).status === 3 && spawnSync('/bin/dash', ['-c', 'seq 1 && sed --version'], { encoding: 'utf8' }).stdout?.includes('GNU') === true

/** Words of errors differ from one version to the next; what scripts work with does not. */
describe.skipIf(!hasDash)('the same in the dash of this machine', () => {
  it.each(cases)('$script', ({ script, dash: [stdout, , code] }) => {
    const directory = mkdtempSync(join(tmpdir(), 'shell-'))
    try {
      const real = spawnSync('/bin/dash', ['-c', script], { cwd: directory, argv0: 'sh', input: '', encoding: 'utf8', env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' } })
      expect([real.stdout, real.status]).toEqual([stdout, code])
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})
