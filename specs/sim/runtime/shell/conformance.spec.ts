import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { runScript } from '../container.js'
import { hasGnu, inOwnDirectory } from '../real-shell.js'
import { conformance, type Outcome } from './conformance-table.js'

const cases = conformance.map(([script, dash, busybox]): { readonly script: string; readonly dash: Outcome; readonly busybox: Outcome } => ({ script, dash, busybox: busybox ?? dash }))

describe('the shell of a Debian image', () => {
  it.each(cases)('$script', ({ script, dash }) => expect(runScript(script)).toEqual(dash))
})

describe('the shell of a busybox image', () => {
  it.each(cases)('$script', ({ script, busybox }) => expect(runScript(script, { image: 'busybox' })).toEqual(busybox))
})

/** Words of errors differ from one version to the next; what scripts work with does not. */
describe.skipIf(!hasGnu)('the same in the dash of this machine', () => {
  it.each(cases)('$script', ({ script, dash: [stdout, , code] }) => {
    inOwnDirectory((directory) => {
      const real = spawnSync('/bin/dash', ['-c', script], { cwd: directory, argv0: 'sh', input: '', encoding: 'utf8', env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' } })
      expect([real.stdout, real.status]).toEqual([stdout, code])
    })
  })
})
