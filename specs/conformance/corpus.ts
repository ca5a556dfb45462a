/** Real manifests, where they are beside the project, and a few of our own everywhere. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { loadFile } from '../../src/harness/load/load.js'
import { flattenObjects } from '../../src/harness/load/manifest-objects.js'
import { structOf, structOfKind, type Shape, type StructShape } from '../../src/sim/api/schema/read.js'
import type { JsonObject } from '../../src/sim/api/types.js'
import { root, shared } from '../cli.js'

export const corpus: string = join(shared, 'corpus')
export const hasCorpus: boolean = existsSync(corpus)

export interface NamedObject {
  readonly file: string
  readonly object: JsonObject
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).filter((file) => !file.startsWith('openapi-v3')).sort()
}

export const corpusFiles: readonly string[] = filesIn(corpus)

const objectsIn = (folder: string, files: readonly string[]): readonly NamedObject[] =>
  files.flatMap((file) => flattenObjects(loadFile(join(folder, file), file).documents.filter(({ kind }) => kind === 'manifest')).objects.map(({ object }) => ({ file, object })))

export const corpusObjects = (): readonly NamedObject[] => objectsIn(corpus, corpusFiles)

const own = join(root, 'fixtures/manifests')
/** Those of `check/` have mistakes. */
export const ownObjects = (): readonly NamedObject[] => objectsIn(own, filesIn(own).filter((file) => !file.startsWith('check/')))

/** One object of each kind with all of its fields set, from k8s.io/api. */
export const fullObjects = (): readonly NamedObject[] =>
  objectsIn(corpus, corpusFiles.filter((file) => file.startsWith('kubernetes-api-testdata/')))

type Path = readonly (string | number)[]

/** Ways to all places of an object that are structs, so that the names of their fields are known. */
export function structPaths(object: JsonObject): readonly Path[] {
  const struct = structOfKind(String(object['apiVersion']), String(object['kind']))
  return struct ? pathsIn(object, struct, []) : []
}

function pathsIn(value: unknown, struct: StructShape, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return [path, ...Object.entries(value).flatMap(([name, item]) => pathsOf(item, struct.fields.get(name)?.shape, [...path, name]))]
}

function pathsOf(value: unknown, shape: Shape | undefined, path: Path): readonly Path[] {
  if (shape?.form === 'struct') return pathsIn(value, structOf(shape), path)
  if (shape?.form === 'list' && Array.isArray(value)) return value.flatMap((item, at) => pathsOf(item, shape.item, [...path, at]))
  if (shape?.form === 'map' && typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, item]) => pathsOf(item, shape.item, [...path, key]))
  return []
}

/** The same object with a field more at a place. */
export function withField(value: unknown, path: Path, name: string, field: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return { ...(value as JsonObject), [name]: field }
  if (Array.isArray(value)) return value.map((item, at) => (at === first ? withField(item, rest, name, field) : item))
  return { ...(value as JsonObject), [first]: withField((value as JsonObject)[first], rest, name, field) }
}
