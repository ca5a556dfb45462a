import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, seatrial } from './cli.js'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)![1]!

describe('the readme', () => {
  it('shows what its scenario really prints', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seatrial-readme-'))
    const [command, ...output] = block('console').split('\n')
    const [, ...args] = command!.replace(/^\$ npx /, '').split(' ')
    writeFileSync(join(folder, args.at(-1)!), block('yaml'))
    copyFileSync(join(root, 'fixtures/manifests/web.yaml'), join(folder, 'web.yaml'))
    const { stdout, stderr } = seatrial(args, folder)
    rmSync(folder, { recursive: true })
    expect(stderr).toBe('')
    expect(stdout).toBe(output.join('\n'))
  })

  it('has exactly two commands: one that runs the examples, one that passes the tests', () => {
    const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text!.trim())
    expect(commands).toEqual([expect.stringMatching(/^npm ci && npm run build && npx seatrial run /), 'npm test'])
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toContain('npm test')
  })
})
