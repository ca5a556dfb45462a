import type { Json } from '../../sim/api/types.js'
import type { Document } from '../load/document.js'
import { loadFile } from '../load/load.js'
import type { Loaded } from '../load/load.js'
import { flattenObjects, objectsAt } from '../load/manifest-objects.js'
import type { ManifestObjects } from '../load/manifest-objects.js'
import { manifestParts } from '../manifest-params.js'
import type { ManifestLoader } from '../manifests/load-manifests.js'
import { child } from '../pointer.js'
import type { ScenarioSpec } from '../spec.js'
import { besideFile, discover, loadGlob } from './discover.js'
import type { Glob } from './discover.js'

const sending = new Set(['apply', 'create', 'replace'])
const entries = (value: Json): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [value])

/** The paths of manifests that a scenario names. */
function pathsOf(spec: ScenarioSpec): readonly string[] {
  const values = [...spec.cluster.objects, ...spec.steps.filter(({ action }) => sending.has(action)).flatMap(({ params }) => manifestParts(params).flatMap(({ value }) => entries(value)))]
  return values.filter((value) => typeof value === 'string').map((path) => besideFile(spec.document.file, path))
}

/** A folder or a glob may catch scenarios beside the manifests: they are left out. A scenario that is named itself is a mistake. */
function objectsOf(files: readonly string[], path: string, load: (file: string) => Loaded): ManifestObjects {
  const isNamed = files.length === 1 && files[0] === path
  const parts = files.map((file) => {
    const { documents, diagnostics } = load(file)
    const flat = flattenObjects(isNamed ? documents : documents.filter(({ kind }) => kind === 'manifest'))
    return { objects: flat.objects, diagnostics: [...diagnostics, ...flat.diagnostics] }
  })
  return { objects: parts.flatMap((part) => part.objects), diagnostics: parts.flatMap((part) => part.diagnostics) }
}

function loadEntry(value: Json, pointer: string, document: Document, glob: Glob, load: (file: string) => Loaded): ManifestObjects {
  if (typeof value !== 'string') return objectsAt(document, value, pointer)
  const path = besideFile(document.file, value)
  const { files, diagnostics } = discover({ path, place: document.place(pointer) }, glob)
  const found = objectsOf(files, path, load)
  return { objects: found.objects, diagnostics: [...diagnostics, ...found.diagnostics] }
}

/** Finds and reads the manifests that these scenarios name; each file is read once. */
export async function createManifestLoader(specs: readonly ScenarioSpec[]): Promise<ManifestLoader> {
  const glob = await loadGlob(specs.flatMap(pathsOf))
  const loaded = new Map<string, Loaded>()
  const load = (file: string): Loaded => {
    const known = loaded.get(file) ?? loadFile(file)
    loaded.set(file, known)
    return known
  }
  return (value, pointer, document) => {
    const parts = Array.isArray(value)
      ? (value as readonly Json[]).map((each, index) => loadEntry(each, child(pointer, index), document, glob, load))
      : [loadEntry(value, pointer, document, glob, load)]
    return { objects: parts.flatMap((part) => part.objects), diagnostics: parts.flatMap((part) => part.diagnostics) }
  }
}
