import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { schemaKinds, structOf, structOfKind } from '../../../../src/sim/api/schema/read.js'
import type { Shape, StructShape } from '../../../../src/sim/api/schema/read.js'
import { schemaOf, typeAt } from '../../../../src/sim/api/schema/type-at.js'
import { besideProject } from '../recordings.js'

describe('typeAt', () => {
  it.each([
    ['Pod', ['spec', 'containers', 0, 'image'], 's'],
    ['Pod', ['spec', 'containers', 0, 'resources', 'limits', 'cpu'], 'q'],
    ['Pod', ['spec', 'containers', 2, 'livenessProbe', 'httpGet', 'port'], 'x'],
    ['Pod', ['spec', 'terminationGracePeriodSeconds'], 'l'],
    ['Pod', ['spec', 'containers', 0, 'imagePullPolicy'], 's'],
    ['Pod', ['metadata', 'labels'], 'map'],
    ['Pod', ['metadata', 'creationTimestamp'], 't'],
    ['Deployment.apps', ['spec', 'replicas'], 'i'],
    ['Deployment.apps', ['spec', 'template'], 'struct'],
    ['Secret', ['data', 'password'], 'y'],
    ['Lease.coordination.k8s.io', ['spec', 'renewTime'], 'u'],
    ['StatefulSet.apps', ['spec', 'volumeClaimTemplates', 0, 'spec', 'accessModes', 0], 's'],
    ['CustomResourceDefinition.apiextensions.k8s.io', ['spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'a', 'properties', 'b', 'maximum'], 'd'],
  ] as const)('%s %j is %s', (kind, path, form) => expect(typeAt(kind, path)?.form).toBe(form))

  it('knows nothing of unknown fields, unknown kinds and values of any type', () => {
    expect(typeAt('Pod', ['spec', 'imagee'])).toBeUndefined()
    expect(typeAt('Widget.example.com', ['spec'])).toBeUndefined()
    expect(typeAt('ControllerRevision.apps', ['data', 'x'])).toBeUndefined()
    expect(schemaOf('PodMetrics.metrics.k8s.io')).toBeUndefined()
    expect(schemaOf('Service')?.name).toBe('core/v1.Service')
  })
})

interface OpenApi {
  readonly type?: string
  readonly format?: string
  readonly $ref?: string
  readonly allOf?: readonly OpenApi[]
  readonly oneOf?: readonly OpenApi[]
  readonly items?: OpenApi
  readonly additionalProperties?: OpenApi
  readonly properties?: Readonly<Record<string, OpenApi>>
  readonly required?: readonly string[]
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[]
}

const folder = besideProject('corpus/openapi-v3-k8s-1.36.2')
const documents = existsSync(folder)
  ? readdirSync(folder).filter((file) => file.startsWith('api')).map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as { readonly components?: { readonly schemas?: Record<string, OpenApi> } })
  : []
const schemas = new Map(documents.flatMap((document) => Object.entries(document.components?.schemas ?? {})))
const special: Readonly<Record<string, string>> = { Time: 't', MicroTime: 'u', Quantity: 'q', IntOrString: 'x', RawExtension: 'a', FieldsV1: 'a', JSON: 'a', JSONSchemaPropsOrBool: 'a', JSONSchemaPropsOrArray: 'a', JSONSchemaPropsOrStringArray: 'a' }
const scalarForms: Readonly<Record<string, string>> = { int32: 'i', int64: 'l', double: 'd', byte: 'y' }

/** The form that the official document gives a value, and the schema behind a reference. */
function officialForm(schema: OpenApi): readonly [form: string, name?: string] {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (reference) {
    const name = reference.slice(reference.lastIndexOf('/') + 1)
    const form = special[name.slice(name.lastIndexOf('.') + 1)]
    return form ? [form] : [Object.keys(schemas.get(name)?.properties ?? {}).length === 0 ? 'a' : 'struct', name]
  }
  if (schema.type === 'array') return ['list']
  if (schema.type === 'object') return [schema.additionalProperties ? 'map' : 'a']
  if (schema.type === 'boolean') return ['b']
  return [scalarForms[schema.format ?? ''] ?? (schema.type === 'string' ? 's' : 'a')]
}

function compareShape(shape: Shape, schema: OpenApi, place: string, found: string[], seen: Set<string>): void {
  const [form, name] = officialForm(schema)
  if (shape.form !== form) found.push(`${place}: ${shape.form} instead of ${form}`)
  else if (shape.form === 'list') compareShape(shape.item, schema.items as OpenApi, `${place}[]`, found, seen)
  else if (shape.form === 'map') compareShape(shape.item, schema.additionalProperties as OpenApi, `${place}{}`, found, seen)
  else if (shape.form === 'struct') compareStruct(structOf(shape), schemas.get(name as string) as OpenApi, place, found, seen)
}

function compareStruct(struct: StructShape, schema: OpenApi, place: string, found: string[], seen: Set<string>): void {
  if (seen.has(struct.name)) return
  seen.add(struct.name)
  const properties = schema.properties ?? {}
  for (const name of new Set([...Object.keys(properties), ...struct.fields.keys()])) {
    const field = struct.fields.get(name)
    const official = properties[name]
    if (!field || !official) found.push(`${place}.${name}: only in ${field ? 'ours' : 'the official schema'}`)
    else compareShape(field.shape, official, `${place}.${name}`, found, seen)
  }
  const required = [...struct.fields.values()].filter((field) => field.required && !['apiVersion', 'kind'].includes(field.name)).map((field) => field.name)
  const missing = (schema.required ?? []).filter((name) => !required.includes(name) && !['apiVersion', 'kind'].includes(name))
  if (missing.length > 0) found.push(`${place}: ${missing.join(', ')} not required`)
}

describe.skipIf(documents.length === 0)('the generated schema and the OpenAPI documents of Kubernetes 1.36.2', () => {
  const official = [...schemas].flatMap(([name, schema]) => (schema['x-kubernetes-group-version-kind'] ?? []).map((type) => [name, type] as const))
  const compared = schemaKinds().flatMap((key) => {
    const [kind = '', version, group = ''] = key.split('/').reverse()
    const found = official.find(([, type]) => type.group === group && type.version === version && type.kind === kind)
    return found ? [[key, group === '' ? version ?? '' : `${group}/${version}`, kind, found[0]] as const] : []
  })

  it.each(compared)('agree on %s', (_, apiVersion, kind, name) => {
    const found: string[] = []
    compareStruct(structOfKind(apiVersion, kind) as StructShape, schemas.get(name) as OpenApi, kind, found, new Set())
    expect(found).toEqual([])
  })

  it('share all kinds of the common groups', () => expect(compared.length).toBeGreaterThanOrEqual(50))
})
