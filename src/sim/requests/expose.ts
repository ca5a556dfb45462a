import { fail, ok, type Result } from '../api/errors.js'
import type { Container, JsonObject, KubeObject, LabelSelector, PodSpec, StringMap } from '../api/types.js'
import { createRequest } from './create.js'
import { clientError, type Context, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'
import { podSpecOf } from './template.js'

/** Flags of `kubectl expose`. */
export interface ExposeOptions {
  readonly port?: number
  readonly targetPort?: number | string
  readonly name?: string
  readonly type?: string
  readonly protocol?: string
  readonly clusterIP?: string
  readonly sessionAffinity?: string
  readonly externalIP?: string
  readonly selector?: string
  readonly labels?: string
}

const exposable = ['Pod', 'Service', 'ReplicationController', 'Deployment', 'ReplicaSet']
const nameLength = 63

/** `kubectl expose`: a Service in front of the pods of an object (kubectl cmd/expose, 1.36). */
export function exposeRequest(context: Context, target: Target, options: ExposeOptions): RequestResult {
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (!exposable.includes(object.kind)) return fail(clientError(`cannot expose a ${object.kind}${kind.group === '' ? '' : `.${kind.group}`}`))
  const service = serviceOf(object, options)
  if (!service.ok) return service
  const created = createRequest(context, service.value, target.namespace, { fieldManager: 'kubectl-expose' })
  return created.ok ? ok({ ...created.value, said: `service/${created.value.object.metadata.name} exposed` }) : created
}

function serviceOf(object: KubeObject, options: ExposeOptions): Result<JsonObject> {
  const selector = options.selector === undefined ? selectorOf(object) : parsePairs(options.selector)
  if (typeof selector === 'string') return fail(clientError(options.selector === undefined ? `couldn't retrieve selectors via --selector flag or introspection: ${selector}` : selector))
  const known = portsOf(object)
  const ports = options.port === undefined ? known : [{ port: options.port, protocols: known.find(({ port }) => port === options.port)?.protocols ?? [] }]
  if (ports.length === 0 && options.clusterIP !== 'None') return fail(clientError('couldn\'t find port via --port flag or introspection'))
  const { sessionAffinity, type, clusterIP, externalIP } = options
  if (sessionAffinity !== undefined && !['None', 'ClientIP'].includes(sessionAffinity)) return fail(clientError(`unknown session affinity: ${sessionAffinity}`))
  const labels = options.labels === undefined ? object.metadata.labels : parsePairs(options.labels)
  if (typeof labels === 'string') return fail(clientError(labels))
  return ok({
    apiVersion: 'v1', kind: 'Service',
    metadata: { name: options.name ?? object.metadata.name.slice(0, nameLength), ...(labels === undefined ? {} : { labels }) },
    spec: {
      selector, ports: ports.flatMap((port, i) => servicePorts(port, i, ports.length > 1, options)),
      ...(externalIP === undefined ? {} : { externalIPs: [externalIP] }), ...(type === undefined ? {} : { type }),
      ...(sessionAffinity === undefined ? {} : { sessionAffinity }), ...(clusterIP === undefined ? {} : { clusterIP }),
    },
  })
}

interface ExposedPort {
  readonly port: number
  readonly protocols: readonly string[]
}

/** One port of the Service for each protocol; several ports are numbered. */
function servicePorts({ port, protocols }: ExposedPort, index: number, isOneOfMany: boolean, { protocol, targetPort = port }: ExposeOptions): readonly JsonObject[] {
  const name = `port-${index + 1}`
  const all = protocol === undefined ? protocols : [protocol]
  if (all.length > 1) return all.map((each) => ({ name: `${name}-${each.toLowerCase()}`, port, protocol: each, targetPort }))
  return [{ ...(isOneOfMany ? { name } : {}), port, protocol: all[0] ?? 'TCP', targetPort }]
}

/** `a=b,c=d`, or why it is none (kubectl parseLabels). */
function parsePairs(text: string): StringMap | string {
  const pairs = text.split(',').map((part) => part.split('='))
  const wrong = pairs.find((pair) => pair.length !== 2)
  if (wrong !== undefined) return `unexpected label spec: ${wrong.join('=')}`
  return pairs.some(([key]) => key === '') ? 'unexpected empty label key' : (Object.fromEntries(pairs) as StringMap)
}

/** The labels that select the object's pods, or why there are none (polymorphichelpers.MapBasedSelectorForObject). */
function selectorOf(object: KubeObject): StringMap | string {
  if (object.kind === 'Pod') return object.metadata.labels ?? 'the pod has no labels and cannot be exposed'
  const { selector } = (object as KubeObject & { readonly spec: { readonly selector?: LabelSelector | StringMap } }).spec
  const who = object.kind === 'Deployment' ? 'deployment' : object.kind === 'ReplicaSet' ? 'replicaset' : undefined
  if (who === undefined) return (selector as StringMap | undefined) ?? `invalid ${object.kind.toLowerCase()}: no selector, therefore cannot be exposed`
  const { matchLabels = {}, matchExpressions = [] } = (selector ?? {}) as LabelSelector
  if (Object.keys(matchLabels).length === 0) return `invalid ${who}: no selectors, therefore cannot be exposed`
  return matchExpressions.length > 0 ? `couldn't convert expressions - "${JSON.stringify(matchExpressions)}" to map-based selector format` : matchLabels
}

type Port = { readonly port: number; readonly protocol?: string }

/** Numbers with their protocols, as the object's containers, or a Service, name them. */
function portsOf(object: KubeObject): readonly ExposedPort[] {
  const ports: readonly Port[] = object.kind === 'Service'
    ? ((object as unknown as { readonly spec: { readonly ports?: readonly Port[] } }).spec.ports ?? [])
    : containersOf(podSpecOf(object)).flatMap((container) => container.ports ?? []).map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol }))
  const protocols = new Map<number, string[]>()
  for (const { port, protocol = 'TCP' } of ports) {
    const known = protocols.get(port) ?? []
    if (!known.includes(protocol)) protocols.set(port, [...known, protocol])
  }
  return [...protocols].map(([port, of]) => ({ port, protocols: of }))
}

const containersOf = (spec: PodSpec | undefined): readonly Container[] => spec?.containers ?? []
