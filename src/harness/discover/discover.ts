import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, normalize } from 'node:path'
import type { Diagnostic, Place } from '../diagnostics.js'
import { error, fileStart, warning } from '../diagnostics.js'
import { explainSystemError } from '../load/source-file.js'
import { nearName } from '../near-name.js'

export interface Discovered {
  /** As they are opened and called in messages; sorted within each path that was asked for, each once. */
  readonly files: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Answers the files that a glob matches. */
export type Glob = (pattern: string) => readonly string[]

/** Files of one folder beyond which something else was meant. */
const filesMax = 10_000
const depthMax = 32
const extensions = new Set(['.yaml', '.yml', '.json'])
const kustomizations = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])

const hasMagic = (path: string): boolean => /[*?{}[\]]|^!|[@+!?*]\(/.test(path)
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
const isPresent = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function walk(folder: string, depth: number, found: string[]): void {
  if (depth > depthMax) return
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => compareText(a.name, b.name))) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || found.length > filesMax) continue
    if (entry.isDirectory()) walk(path, depth + 1, found)
    else if (extensions.has(extname(entry.name)) || kustomizations.has(entry.name)) found.push(path)
  }
}

/** Links to folders are not followed, links to files are read: nothing can lead in a circle. */
function inFolder(folder: string, place: Place): Discovered {
  const all: string[] = []
  walk(folder, 0, all)
  const isKustomization = (path: string): boolean => kustomizations.has(basename(path))
  const files = all.filter((path) => !isKustomization(path))
  const diagnostics = all.filter(isKustomization).map((path) =>
    warning(
      place,
      `\`${path}\` is not heeded: the files beside it are taken as they are`,
      `render it first: \`kubectl kustomize ${dirname(path)} > FILE\`, and use that file`,
    ))
  if (files.length > filesMax) return { files: [], diagnostics: [error(place, `the folder \`${folder}\` holds more than ${filesMax} files`)] }
  if (files.length === 0) return { files, diagnostics: [...diagnostics, error(place, `the folder \`${folder}\` holds no *.yaml, *.yml or *.json file`)] }
  return { files, diagnostics }
}

const noGlobs: Glob = () => []

/** globby, loaded only where a path among these needs it: loading it takes longer than to run most scenarios. */
export async function loadGlob(paths: readonly string[]): Promise<Glob> {
  if (!paths.some((path) => hasMagic(path) && !isPresent(path))) return noGlobs
  const { globbySync } = await import('globby')
  return (pattern) => globbySync(
    pattern,
    { onlyFiles: true, followSymbolicLinks: false, suppressErrors: true, ignore: ['**/node_modules/**'], expandDirectories: false },
  )
}

function byGlob(pattern: string, place: Place, glob: Glob): Discovered {
  const files = glob(pattern).map((file) => normalize(file)).toSorted(compareText)
  return { files, diagnostics: files.length === 0 ? [error(place, `no file matches \`${pattern}\``)] : [] }
}

function missing(path: string, place: Place): Discovered {
  const folder = dirname(path)
  const near = isFolder(folder) ? nearName(basename(path), readdirSync(folder)) : undefined
  return {
    files: [],
    diagnostics: [error(place, `the file or folder \`${path}\` is not there`, near === undefined ? undefined : `did you mean \`${join(folder, near)}\`?`)],
  }
}

/** A path somebody asks for, and where they ask. */
export interface Wanted {
  readonly path: string
  readonly place: Place
}

/** The files behind a path: a file as it is, a folder with all *.yaml, *.yml and *.json in it, a glob. */
export function discover({ path, place }: Wanted, glob: Glob): Discovered {
  if (path.trim() === '') return { files: [], diagnostics: [error(place, 'a path must not be empty')] }
  const normal = normalize(path)
  try {
    if (isFolder(normal)) return inFolder(normal, place)
    if (isPresent(normal)) return { files: [normal], diagnostics: [] }
    return hasMagic(normal) ? byGlob(normal, place, glob) : missing(normal, place)
  } catch (thrown) {
    return { files: [], diagnostics: [error(place, explainSystemError(path, thrown))] }
  }
}

export interface DiscoveredArguments extends Discovered {
  /** The files that were named themselves, not caught by a folder or a glob. */
  readonly named: ReadonlySet<string>
}

/** The files behind paths of the command line, each once; problems with the paths have no line. */
export async function discoverArguments(paths: readonly string[]): Promise<DiscoveredArguments> {
  const glob = await loadGlob(paths)
  const found = paths.map((path) => discover({ path, place: fileStart(path) }, glob))
  const files = [...new Set(found.flatMap((each) => each.files))]
  const asked = new Set(paths.map((path) => normalize(path)))
  return { files, named: new Set(files.filter((file) => asked.has(file))), diagnostics: found.flatMap((each) => each.diagnostics) }
}

/** A path that a file speaks of, seen from where the user stands. */
export const besideFile = (file: string, path: string): string => (isAbsolute(path) ? normalize(path) : join(dirname(file), path))
