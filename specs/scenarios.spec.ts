import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, seatrial } from './cli.js'

const folder = join(root, 'specs/scenarios')
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort()

describe('the example scenarios', () => {
  it.each(files)('%s passes', (file) => {
    const { exitCode, stdout, stderr } = seatrial(['run', `specs/scenarios/${file}`])
    expect(`${stderr}${exitCode === 0 ? '' : stdout}`).toBe('')
    expect(exitCode).toBe(0)
  })

  it.each(readdirSync(join(folder, 'failing')).sort())('failing/%s fails, and says why', (file) => {
    const { exitCode, stdout, stderr } = seatrial(['run', `specs/scenarios/failing/${file}`])
    expect(stderr).toBe('')
    expect(exitCode).toBe(1)
    expect(stdout).toMatchSnapshot()
  })
})
