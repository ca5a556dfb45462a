import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Atom } from '../../src/sim/api/managed-fields/atoms.js'
import { kindAtom } from '../../src/sim/api/managed-fields/kind-atoms.js'
import { schemaKinds, structOf, structOfKind, type Shape } from '../../src/sim/api/schema/read.js'
import { corpus } from './corpus.js'

interface OpenApi {
  readonly $ref?: string
  readonly allOf?: readonly OpenApi[]
  readonly type?: string
  readonly items?: OpenApi
  readonly additionalProperties?: OpenApi
  readonly properties?: Readonly<Record<string, OpenApi>>
  readonly required?: readonly string[]
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[]
}

const folder = join(corpus, 'openapi-v3-k8s-1.36.2')
const hasOpenApi = existsSync(folder)
if (!hasOpenApi) console.log('skipped: the OpenAPI documents of Kubernetes 1.36.2 are in ../shared/corpus, which is not here')
const documents = hasOpenApi ? readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly components?: { readonly schemas?: Readonly<Record<string, OpenApi>> } }) : []
const schemas = new Map(documents.flatMap(({ components }) => Object.entries(components?.schemas ?? {})))

const referred = (schema: OpenApi): readonly [string, OpenApi] | undefined => {
  const name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.replace('#/components/schemas/', '')
  const found = name === undefined ? undefined : schemas.get(name)
  return found?.properties ? [name as string, found] : undefined
}

/** Kinds whose documents are there: all but those of API groups that the folder leaves out. */
const kinds = [...schemas].flatMap(([name, schema]) => (schema['x-kubernetes-group-version-kind'] ?? []).slice(0, 1).map(({ group, version, kind }) => ({ name, schema, apiVersion: group === '' ? version : `${group}/${version}`, kind })))
  .filter(({ apiVersion, kind }) => schemaKinds().includes(`${apiVersion}/${kind}`))

const wantedList = (schema: OpenApi): string => {
  const type = schema['x-kubernetes-list-type'] ?? 'atomic'
  return type === 'map' ? `map by ${(schema['x-kubernetes-list-map-keys'] ?? []).join(' ')}` : type
}
const ownList = ({ list }: Atom): string => (!list ? 'no list' : list.isAtomic ? 'atomic' : list.keys.length === 0 ? 'set' : `map by ${list.keys.join(' ')}`)

/** Differences of one field and what is below it. */
function ownership(place: string, schema: OpenApi, atom: Atom | undefined, seen: Set<string>): readonly string[] {
  if (atom === undefined) return [`${place} is unknown`]
  if (schema.type === 'array' && schema.items) {
    const [wanted, own] = [wantedList(schema), ownList(atom)]
    return [...(wanted === own ? [] : [`${place}: ${own}, is ${wanted}`]), ...(atom.list?.isAtomic === false ? ownership(`${place}[]`, schema.items, atom.list.item, seen) : [])]
  }
  const [name, target] = referred(schema) ?? []
  if (target === undefined || name === undefined || !atom.map) return []
  const isAtomic = (target['x-kubernetes-map-type'] ?? schema['x-kubernetes-map-type']) === 'atomic'
  const own = isAtomic === atom.map.isAtomic ? [] : [`${place} (${name}): ${atom.map.isAtomic ? 'atomic' : 'granular'}`]
  if (seen.has(name)) return own
  seen.add(name)
  return [...own, ...Object.entries(target.properties ?? {}).flatMap(([field, property]) => ownership(`${name}.${field}`, property, atom.map?.fieldOf(field), seen))]
}

/** What names an object is asked for where its kind is found out. */
const isOwn = (name: string): boolean => name !== 'apiVersion' && name !== 'kind'

function requirements(place: string, schema: OpenApi, shape: Shape | undefined, seen: Set<string>): readonly string[] {
  const inner = shape?.form === 'list' || shape?.form === 'map' ? shape.item : shape
  const [name, target] = referred(schema.items ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : schema)) ?? []
  if (target === undefined || name === undefined || seen.has(name) || inner?.form !== 'struct') return []
  seen.add(name)
  const struct = structOf(inner)
  const own = [...struct.fields.values()].filter(({ required }) => required).map((field) => field.name).filter(isOwn).sort()
  const wanted = (target.required ?? []).filter(isOwn).sort()
  const different = JSON.stringify(own) === JSON.stringify(wanted) ? [] : [`${place} (${struct.name}): ${own.join(' ')}, is ${wanted.join(' ')}`]
  return [...different, ...Object.entries(target.properties ?? {}).flatMap(([field, property]) => requirements(`${place}.${field}`, property, struct.fields.get(field)?.shape, seen))]
}

describe.skipIf(!hasOpenApi)('the tables agree with what Kubernetes publishes', () => {
  it('of more than fifty kinds', () => expect(kinds.length).toBeGreaterThan(50))

  it('lists and maps as they are owned', () => {
    const seen = new Set<string>()
    expect(kinds.flatMap(({ name, schema, apiVersion, kind }) => Object.entries(schema.properties ?? {}).flatMap(([field, property]) => ownership(`${name}.${field}`, property, kindAtom(apiVersion, kind)?.map?.fieldOf(field), seen)))).toEqual([])
    expect(seen.size).toBeGreaterThan(200)
  })

  it('required fields', () => {
    const seen = new Set<string>()
    expect(kinds.flatMap(({ schema, apiVersion, kind }) => Object.entries(schema.properties ?? {}).flatMap(([field, property]) => requirements(`${kind}.${field}`, property, structOfKind(apiVersion, kind)?.fields.get(field)?.shape, seen)))).toEqual([])
    expect(seen.size).toBeGreaterThan(300)
  })
})
