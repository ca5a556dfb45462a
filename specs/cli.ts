import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const root: string = join(import.meta.dirname, '..')
const main = join(root, 'dist/bin/seatrial.js')

export interface CliResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built program as a user would, from the project's root, without colours and wall-clock times. */
export function seatrial(args: readonly string[], cwd: string = root): CliResult {
  if (!existsSync(main)) throw new Error('the program is not built: npm run build')
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: 'utf8', env: { ...process.env, SEATRIAL_NO_TIMES: '1', NO_COLOR: '1' }, maxBuffer: 1 << 28 })
  return { exitCode: status, stdout, stderr }
}

/** A path as it is called from the root, with slashes. */
export const fromRoot = (path: string): string => relative(root, path).split(sep).join('/')

/** The shared folder of recordings and real manifests, where there is one beside the project. */
export const shared: string = join(root, '../shared')
export const hasShared: boolean = existsSync(shared)
