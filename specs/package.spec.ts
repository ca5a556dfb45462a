import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publint } from 'publint'
import { root } from './cli.js'

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly type: string
  readonly engines: { readonly node: string }
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const json = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson

let folder = ''
let tarball = ''
let files: readonly string[] = []
const command = (name: string, ...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => spawnSync(name, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatrial-package-'))
  const [packed] = JSON.parse(command('npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder).stdout) as readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[]
  tarball = join(folder, packed!.filename)
  files = packed!.files.map(({ path }) => path)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe('the package', () => {
  it('is an ESM package for Node 20.19 and later, under Apache-2.0, without install scripts', () => {
    expect(json).toMatchObject({ name: 'seatrial', type: 'module', license: 'Apache-2.0', engines: { node: '>=20.19' } })
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']) expect(json.scripts).not.toHaveProperty(script)
  })

  it('holds what its exports and commands name, its licence and its readme, and no sources', () => {
    const named = [...Object.values(json.bin), ...Object.values(json.exports).flatMap((target) => (typeof target === 'string' ? [target] : [target.types, target.default]))].map((path) => path.replace(/^\.\//, ''))
    for (const path of [...named, 'LICENSE', 'README.md', 'CHANGELOG.md']) expect(files).toContain(path)
    expect(files.filter((path) => !/^(dist|schema)\//.test(path)).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
    expect(files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([])
  })

  it('publint finds nothing', async () => {
    const bytes = readFileSync(tarball)
    const { messages } = await publint({ pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer }, strict: true })
    expect(messages).toEqual([])
  })

  it('its types are there for every way in', () => {
    const { status, stdout, stderr } = command(process.execPath, 'node_modules/@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--format', 'table-flipped', '--no-color', '--no-emoji')
    expect(`${stdout}${stderr}`).toContain('OK (ESM)')
    expect(status).toBe(0)
  })

  it('every way in resolves from inside', async () => {
    expect(Object.keys(json.exports)).toEqual(['.', './vitest', './schema/scenario.json', './package.json'])
    const index = (await import('seatrial' as string)) as Readonly<Record<string, unknown>>
    expect(index['runScenarios']).toBeTypeOf('function')
    expect(index['checkManifests']).toBeTypeOf('function')
    expect(existsSync(join(root, 'schema/scenario.json'))).toBe(true)
  })

  it('is started by a command with a shebang', () => {
    for (const path of Object.values(json.bin)) expect(readFileSync(join(root, path), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })
})

describe('its dependencies', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly integrity?: string; readonly version?: string; readonly link?: boolean }>> }

  it('are pinned', () => {
    for (const [name, version] of Object.entries({ ...json.dependencies, ...json.devDependencies })) expect(`${name}@${version}`).toMatch(/@\d+\.\d+\.\d+$/)
  })

  it('are locked by content and not by address', () => {
    const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
    expect(entries.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toContain('omit-lockfile-registry-resolved=true')
  })

  it('are few, and each is used', () => {
    const uses = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n')
    for (const name of Object.keys(json.dependencies)) expect(uses).toMatch(new RegExp(`(from|import\\()\\s*'${name}(/[^']*)?'`))
  })
})
