import type { Json } from '../../sim/api/types.js'
import type { Document } from '../load/document.js'
import type { ManifestObjects } from '../load/manifest-objects.js'

/** The objects behind a value of a scenario: paths and globs relative to its file, inline objects, lists of both. */
export type ManifestLoader = (value: Json, pointer: string, document: Document) => ManifestObjects
