import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Inputs that lie beside the project; specs that need them are skipped where they are missing. */
export const besideProject = (path: string): string => fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url))

/** The lines of a JSON-lines file; undefined, with the reason printed, where there is none. */
export function linesBeside<T>(path: string): readonly T[] | undefined {
  const file = besideProject(path)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T)
  console.log(`skipped: ${path} is not beside the project`)
  return undefined
}
