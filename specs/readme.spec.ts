import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, seatrial } from './cli.js'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const block = (language: string): string => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? ''

it('the README shows what its scenario really prints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-'))
  try {
    copyFileSync(join(root, 'fixtures/manifests/web.yaml'), join(folder, 'web.yaml'))
    writeFileSync(join(folder, 'web-needs-room.yaml'), block('yaml'))
    const { stdout, exitCode } = seatrial(['run', 'web-needs-room.yaml'], folder)
    expect(block('console').replace(/^\$.*\n/, '').trimEnd()).toBe(stdout.trimEnd())
    expect(exitCode).toBe(1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
