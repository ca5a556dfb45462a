import { deduced, type Atom } from '../api/managed-fields/atoms.js'
import { autoscalerInV1, autoscalerInV2 } from '../api/autoscaler-versions.js'
import { customAtom, type OwnershipSchema } from '../api/managed-fields/custom-atoms.js'
import { kindAtom } from '../api/managed-fields/kind-atoms.js'
import { ignoredFields, type Versions } from '../api/managed-fields/versions.js'
import { kindsOfDefinition } from '../api/kinds/custom.js'
import { kindById } from '../api/kinds/registry.js'
import type { JsonObject, KindId, KubeObject } from '../api/types.js'
import type { StoreReader } from '../store/store.js'
import { kindIn } from './kinds.js'

/** The versions of a kind, as ownership of fields sees them; `subresource` is the part that is written. */
export function fieldVersions(store: StoreReader, id: KindId, subresource = ''): Versions {
  const kind = kindIn(store, id)
  const isCustom = kindById(id) === undefined
  const ignored = ignoredFields(id, subresource, isCustom, !isCustom || kind?.subresources.includes('status') === true)
  if (isCustom) return customVersions(store, id, ignored)
  const name = kind?.kind ?? id
  return {
    ignored, atomOf: (apiVersion) => kindAtom(apiVersion, name),
    convert: (object, apiVersion) => (object['apiVersion'] === apiVersion ? object : convertAutoscaler(object, apiVersion)),
  }
}

function convertAutoscaler(object: JsonObject, apiVersion: string): JsonObject | undefined {
  if (object['kind'] !== 'HorizontalPodAutoscaler') return undefined
  return apiVersion === 'autoscaling/v1' ? autoscalerInV1(object) : apiVersion === 'autoscaling/v2' ? autoscalerInV2(object) : undefined
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions?: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: OwnershipSchema } }[]
  }
}

function definitionOf(store: StoreReader, id: KindId): Definition | undefined {
  for (const definition of store.list<Definition>('CustomResourceDefinition.apiextensions.k8s.io')) {
    if (`${definition.spec.names.kind}.${definition.spec.group}` === id) return definition
  }
  return undefined
}

const stages: Readonly<Record<string, number>> = { alpha: 1, beta: 2 }
/** `v2` before `v1`, both before `v3beta1` (apimachinery version.CompareKubeAwareVersionStrings, 1.36). */
function rankOf(version: string): readonly [number, number, number] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  return match === null ? [0, 0, 0] : [stages[match[2] ?? ''] ?? 3, Number(match[1]), Number(match[3] ?? 0)]
}

/** The version in which clients ask for a custom kind unless they say another. */
export function preferredVersion(store: StoreReader, id: KindId): string | undefined {
  const definition = definitionOf(store, id)
  if (definition === undefined) return undefined
  const order = (a: readonly number[], b: readonly number[]): number => a.reduce((result, part, at) => result || (b[at] ?? 0) - part, 0)
  return [...kindsOfDefinition(definition)].sort((a, b) => order(rankOf(a.version), rankOf(b.version)))[0]?.apiVersion
}

/** Versions of a custom kind differ in their schemas alone; a kind without definition is taken as it comes. */
function customVersions(store: StoreReader, id: KindId, ignored: Versions['ignored']): Versions {
  const definition = definitionOf(store, id)
  if (definition === undefined) return { ignored, atomOf: () => deduced, convert: (object) => object }
  const served = kindsOfDefinition(definition)
  const atomOf = (apiVersion: string): Atom | undefined => {
    const kind = served.find((one) => one.apiVersion === apiVersion)
    const schema = definition.spec.versions?.find(({ name }) => name === kind?.version)?.schema?.openAPIV3Schema
    return kind && (schema ? customAtom(schema) : deduced)
  }
  const convert = (object: JsonObject, apiVersion: string): JsonObject | undefined => {
    if (object['apiVersion'] === apiVersion) return object
    const kind = served.find((one) => one.apiVersion === apiVersion)
    const renamed = { ...object, apiVersion }
    return kind && ((kind.custom?.prune(renamed) ?? renamed) as JsonObject)
  }
  return { ignored, atomOf, convert }
}
