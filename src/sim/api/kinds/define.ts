import type { Draft } from '../defaults/fill.js'
import type { FieldError } from '../errors.js'
import type { KindId, KubeObject } from '../types.js'

/** A printed column of `kubectl get`; priority 1 shows with `-o wide` only. */
export interface PrintedColumn {
  readonly name: string
  readonly priority?: number
  /** `now` in virtual milliseconds of the wall clock, for ages. */
  readonly cell: (object: never, now: number) => string
}

/** Everything the API server knows of one kind. One file a kind under `api/kinds/`, one line in `registry.ts`. */
export interface KindDefinition {
  readonly id: KindId
  readonly group: string
  readonly version: string
  /** `v1` or `apps/v1`. */
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  /** `pods` or `deployments.apps`: the resource as error texts name it. */
  readonly resource: string
  /** Whether actors of the simulator act on it; else it is decoded, checked, stored and named as not simulated. */
  readonly simulated: boolean
  readonly subresources: readonly ('status' | 'scale')[]
  /** Whether spec changes bump metadata.generation (and creation sets it to 1). */
  readonly generation: boolean
  /** Fills defaults into a decoded object; returns the same reference where nothing is missing, or, with the draft `inPlace`, always. */
  readonly defaults: (object: KubeObject, draft?: Draft) => KubeObject
  readonly validate: (object: KubeObject) => readonly FieldError[]
  readonly validateUpdate: (object: KubeObject, old: KubeObject) => readonly FieldError[]
  /** Field selectors beyond metadata.name and metadata.namespace: path -> value. */
  readonly fieldSelectors: Readonly<Record<string, (object: never) => string>>
  readonly columns: readonly PrintedColumn[]
  /** Only for kinds that a CustomResourceDefinition declares. */
  readonly custom?: CustomShape
}

/** What the schema of a custom kind does when its objects are read. */
export interface CustomShape {
  /** Ways to the fields that the schema does not have. */
  readonly unknownFields: (fields: Readonly<Record<string, unknown>>) => readonly (readonly (string | number)[])[]
  /** The object without them. */
  readonly prune: (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  /** Names of the fields beside the one at the end of a path, for suggestions. */
  readonly fieldNames: (path: readonly (string | number)[]) => readonly string[]
  /** The warning with which objects of a deprecated version are taken. */
  readonly deprecation?: string
  readonly scale?: { readonly specReplicasPath: string; readonly statusReplicasPath: string; readonly labelSelectorPath?: string }
}

export type KindOptions = Pick<KindDefinition, 'group' | 'version' | 'kind' | 'plural' | 'namespaced'> & Partial<KindDefinition>

const same = (object: KubeObject): KubeObject => object
const nothing = (): readonly FieldError[] => []

export function defineKind(options: KindOptions): KindDefinition {
  const { group, version, kind, plural } = options
  return {
    id: group === '' ? kind : `${kind}.${group}`,
    apiVersion: group === '' ? version : `${group}/${version}`,
    singular: kind.toLowerCase(),
    shortNames: [],
    resource: group === '' ? plural : `${plural}.${group}`,
    simulated: false,
    subresources: [],
    generation: false,
    defaults: same,
    validate: nothing,
    validateUpdate: nothing,
    fieldSelectors: {},
    columns: [],
    ...options,
  }
}
