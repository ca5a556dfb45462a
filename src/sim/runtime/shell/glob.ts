import { absolute, locate, namesIn, type MountedFiles } from '../files/mounted.js'
import { hasPattern, matchesPattern, unquotePattern } from './pattern.js'

/** Paths that match a pattern, component by component, sorted; hidden names only where the pattern has the dot. */
export function globPaths(files: MountedFiles, cwd: string, pattern: string, isExtended: boolean = false): readonly string[] {
  const isAbsolute = pattern.startsWith('/')
  const parts = pattern.split('/').filter((part, index) => part !== '' || index > 0)
  let found: readonly string[] = [isAbsolute ? '/' : '']
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    if (part === '') {
      if (isLast) found = found.filter((path) => isDirectory(files, cwd, path)).map((path) => `${path}/`)
      continue
    }
    found = found.flatMap((base) => (hasPattern(part, isExtended) ? matchingIn(files, cwd, base, part, isExtended) : existing(files, cwd, joined(base, unquotePattern(part)))))
  }
  return found.filter((path) => path !== '')
}

const joined = (base: string, name: string): string => (base === '' || base.endsWith('/') ? `${base}${name}` : `${base}/${name}`)

function existing(files: MountedFiles, cwd: string, path: string): readonly string[] {
  const located = locate(files, absolute(cwd, path), false)
  return located.ok && located.place.node !== undefined ? [path] : []
}

const isDirectory = (files: MountedFiles, cwd: string, path: string): boolean => {
  const located = locate(files, absolute(cwd, path === '' ? '.' : path))
  return located.ok && located.place.node?.kind === 'directory'
}

function matchingIn(files: MountedFiles, cwd: string, base: string, part: string, isExtended: boolean): readonly string[] {
  const located = locate(files, absolute(cwd, base === '' ? '.' : base))
  if (!located.ok) return []
  return namesIn(files, located.place).filter((name) => (!name.startsWith('.') || part.startsWith('.')) && matchesPattern(part, name, isExtended)).map((name) => joined(base, name))
}
