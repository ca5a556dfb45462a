import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Which shells this machine has: dash, and bash of version 5. */
export const isThere: Readonly<Record<'dash' | 'bash', boolean>> = {
  dash: spawnSync('/bin/dash', ['-c', 'exit 3']).status === 3,
  bash: spawnSync('/bin/bash', ['-c', 'exit ${BASH_VERSINFO[0]}']).status === 5,
}

/** Whether the programs beside that dash are those of GNU. */
export const hasGnu: boolean = isThere.dash && spawnSync('/bin/dash', ['-c', 'seq 1 && sed --version'], { encoding: 'utf8' }).stdout?.includes('GNU') === true

/** Works in a new directory, which is gone afterwards. */
export function inOwnDirectory<T>(work: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'shell-'))
  try {
    return work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
