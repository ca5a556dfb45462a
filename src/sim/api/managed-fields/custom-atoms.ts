import type { Json } from '../types.js'
import { deduced, untyped, type Atom, type ListAtom, type MapAtom } from './atoms.js'
import { metadataAtom } from './kind-atoms.js'

/** The part of a structural schema that says who owns what (kube-openapi schemaconv; apiextensions-apiserver 1.36). */
export interface OwnershipSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, OwnershipSchema>>
  readonly additionalProperties?: OwnershipSchema | boolean
  readonly items?: OwnershipSchema
  readonly default?: unknown
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
}

const known = new WeakMap<OwnershipSchema, Atom>()

/** The atom of a custom kind; its metadata is that of every kind. */
export function customAtom(schema: OwnershipSchema): Atom {
  const made = known.get(schema) ?? rootAtom(schema)
  known.set(schema, made)
  return made
}

function rootAtom(schema: OwnershipSchema): Atom {
  const isLoose = schema['x-kubernetes-preserve-unknown-fields'] === true
  const { fieldOf, ...rest } = mapOfSchema(schema, isLoose)
  const own: Readonly<Record<string, () => Atom>> = { metadata: metadataAtom, apiVersion: () => ({ scalar: 'string' }), kind: () => ({ scalar: 'string' }) }
  return { map: { ...rest, fieldOf: (name) => own[name]?.() ?? fieldOf(name) } }
}

/** `isLoose`: something around it keeps unknown fields. */
function atomOf(schema: OwnershipSchema, isOuterLoose: boolean): Atom {
  const isLoose = isOuterLoose || schema['x-kubernetes-preserve-unknown-fields'] === true
  if (schema['x-kubernetes-int-or-string'] === true) return { scalar: 'untyped' }
  switch (schema.type) {
    case 'object': return { map: mapOfSchema(schema, isLoose) }
    case 'array': return { list: listOfSchema(schema, isLoose) }
    case 'string': return { scalar: 'string' }
    case 'boolean': return { scalar: 'boolean' }
    case 'integer':
    case 'number': return { scalar: 'numeric' }
    default: return { scalar: 'untyped', list: listOfSchema(schema, isLoose), map: mapOfSchema(schema, isLoose) }
  }
}

function mapOfSchema(schema: OwnershipSchema, isLoose: boolean): MapAtom {
  const { properties = {}, additionalProperties: others } = schema
  const made = new Map<string, Atom>()
  const fieldOf = (name: string): Atom | undefined => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property !== undefined && !made.has(name)) made.set(name, atomOf(property, isLoose))
    return made.get(name)
  }
  const free = others === true || (others === undefined && (isLoose || Object.keys(properties).length === 0)) ? deduced : undefined
  const rest = typeof others === 'object' ? atomOf(others, isLoose) : free
  return {
    isAtomic: schema['x-kubernetes-map-type'] === 'atomic', fieldOf, ...(rest && { others: rest }),
    defaultOf: (name) => properties[name]?.default as Json | undefined,
  }
}

function listOfSchema(schema: OwnershipSchema, isLoose: boolean): ListAtom {
  const type = schema['x-kubernetes-list-type']
  return { isAtomic: type !== 'map' && type !== 'set', keys: type === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [], item: schema.items ? atomOf(schema.items, isLoose) : untyped }
}
