import type { Gateway, HttpBackendRef, HttpRoute, HttpRouteMatch, HttpRouteRule, ReferenceGrant } from '../api/network-types.js'
import { compileSelector } from '../api/labels.js'
import type { RouteBackend, RouteQuestion } from '../questions.js'
import { hostRank, isPathPrefix } from './host-match.js'
import { namespaceLabels, type Network } from './network.js'
import type { Candidate } from './route-candidate.js'

const group = 'gateway.networking.k8s.io'
const kinds = { route: `HTTPRoute.${group}`, gateway: `Gateway.${group}`, grant: `ReferenceGrant.${group}` } as const
type ParentReference = NonNullable<NonNullable<HttpRoute['spec']>['parentRefs']>[number]
type Listener = NonNullable<NonNullable<Gateway['spec']>['listeners']>[number]

/** Every match of an HTTPRoute that fits the request and that a listener of its Gateway lets in (gateway-api v1 precedence of matches). */
export function httpRouteCandidates(network: Network, question: RouteQuestion): readonly Candidate[] {
  const found: Candidate[] = []
  for (const route of network.store.list<HttpRoute>(kinds.route)) {
    const rank = bestHost(network, route, question.host)
    if (rank === undefined) continue
    for (const [index, rule] of (route.spec?.rules ?? []).entries())
      for (const match of rule.matches ?? [{}]) {
        const fit = matchRank(match, question)
        if (fit !== undefined) found.push(candidate(network, route, rule, [rank, ...fit, -index]))
      }
  }
  return found
}

/** The host must fit the route and a listener that the route is attached to. */
function bestHost(network: Network, route: HttpRoute, host: string): number | undefined {
  const own = best((route.spec?.hostnames ?? ['*']).map((hostname) => hostRank(hostname, host, true)))
  const listeners = (route.spec?.parentRefs ?? []).flatMap((parent) => listenersOf(network, route, parent))
  const theirs = best(listeners.map(({ hostname }) => hostRank(hostname, host, true)))
  return own === undefined || theirs === undefined ? undefined : Math.max(own, theirs)
}

const best = (ranks: readonly (number | undefined)[]): number | undefined => ranks.reduce((a, b) => (b === undefined ? a : Math.max(a ?? 0, b)), undefined)

function listenersOf(network: Network, { metadata }: HttpRoute, parent: ParentReference): readonly Listener[] {
  const home = metadata.namespace ?? ''
  if ((parent.kind ?? 'Gateway') !== 'Gateway') return []
  const gateway = network.store.get<Gateway>(kinds.gateway, `${parent.namespace ?? home}/${parent.name}`)
  return (gateway?.spec?.listeners ?? []).filter((listener) =>
    (parent.sectionName === undefined || parent.sectionName === listener.name) &&
    (parent.port === undefined || parent.port === listener.port) && admits(network, listener, gateway?.metadata.namespace ?? '', home))
}

function admits(network: Network, { allowedRoutes }: Listener, own: string, namespace: string): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {}
  if (from === 'All') return true
  return from === 'Selector' ? compileSelector(selector)(namespaceLabels(network, namespace)) : from === 'Same' && own === namespace
}

/** Exact path, longest prefix, method, most headers, most query parameters. */
function matchRank({ path, method, headers = [], queryParams = [] }: HttpRouteMatch, { path: asked, method: given = 'GET', headers: sent = {} }: RouteQuestion): readonly number[] | undefined {
  const [plain = '', query = ''] = asked.split('?')
  const fit = pathRank(path?.type ?? 'PathPrefix', path?.value ?? '/', plain)
  const lower = new Map(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]))
  const parameters = new Map(query.split('&').map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]))
  const isMatch = (wanted: { readonly type?: string; readonly value: string }, value: string | undefined): boolean =>
    value !== undefined && (wanted.type === 'RegularExpression' ? isPattern(wanted.value, value) : wanted.value === value)
  if (fit === undefined || (method !== undefined && method !== given)) return undefined
  if (!headers.every((header) => isMatch(header, lower.get(header.name.toLowerCase())))) return undefined
  if (!queryParams.every((parameter) => isMatch(parameter, parameters.get(parameter.name)))) return undefined
  return [...fit, method === undefined ? 0 : 1, headers.length, queryParams.length]
}

function pathRank(type: string, wanted: string, path: string): readonly [number, number] | undefined {
  if (type === 'Exact') return wanted === path ? [1, wanted.length] : undefined
  if (type === 'RegularExpression') return isPattern(wanted, path) ? [0, wanted.length] : undefined
  return isPathPrefix(wanted, path) ? [0, wanted.length] : undefined
}

function isPattern(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value)
  } catch {
    return false
  }
}

function candidate(network: Network, route: HttpRoute, { backendRefs = [], filters = [] }: HttpRouteRule, rank: readonly number[]): Candidate {
  const { name, namespace = '', creationTimestamp } = route.metadata
  const total = backendRefs.reduce((sum, { weight = 1 }) => sum + weight, 0)
  const refused = backendRefs.map((ref) => refusal(network, namespace, ref)).find((why) => why !== undefined)
  const isRedirect = filters.some(({ type }) => type === 'RequestRedirect')
  return {
    by: { kind: 'httproute', name, namespace }, rank, age: creationTimestamp, isRedirect,
    backends: backendRefs.filter(({ weight = 1 }) => weight > 0).map((ref) => backendOf(namespace, ref, total)),
    ...(refused === undefined ? {} : { broken: refused }),
  }
}

const backendOf = (namespace: string, { name, namespace: other = namespace, port, weight = 1 }: HttpBackendRef, total: number): RouteBackend =>
  ({ namespace: other, service: name, port, percent: Math.round((100 * weight) / total) })

/** A backend of another namespace must be granted there. */
function refusal({ store }: Network, namespace: string, { kind = 'Service', name, namespace: other = namespace }: HttpBackendRef): string | undefined {
  if (kind !== 'Service') return `its backend is a ${kind}, and only Services are simulated`
  if (other === namespace) return undefined
  const isGranted = store.inNamespace<ReferenceGrant>(kinds.grant, other).some(({ spec }) =>
    spec?.from?.some((from) => from.kind === 'HTTPRoute' && from.namespace === namespace) === true &&
    spec.to?.some((to) => to.kind === 'Service' && (to.name === undefined || to.name === name)) === true)
  return isGranted ? undefined : `no ReferenceGrant in the namespace ${other} lets it refer to service/${name}`
}
