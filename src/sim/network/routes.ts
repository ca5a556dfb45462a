import { Kind } from '../api/kinds/ids.js'
import type { Ingress } from '../api/network-types.js'
import type { Service } from '../api/types.js'
import type { RouteAnswer, RouteBackend, RouteQuestion } from '../questions.js'
import { httpRouteCandidates } from './http-routes.js'
import { ingressCandidates } from './ingress-routes.js'
import type { Network } from './network.js'
import type { Candidate } from './route-candidate.js'

/** Where a request from outside goes: the best rule of all Ingresses and HTTPRoutes, as a conforming controller would choose. */
export function route(network: Network, question: RouteQuestion): RouteAnswer {
  const [best] = [...ingressCandidates(network, question), ...httpRouteCandidates(network, question)].toSorted(compare)
  if (best === undefined) return { outcome: 'unmatched', by: undefined, backends: [], why: unmatchedText(network, question) }
  const by = best.by.namespace === 'default' ? `${best.by.kind}/${best.by.name}` : `${best.by.namespace}:${best.by.kind}/${best.by.name}`
  if (best.isRedirect) return { outcome: 'redirected', by, backends: [], why: `${by} redirects it` }
  const broken = best.broken ?? best.backends.map((backend) => missing(network, backend)).find((why) => why !== undefined)
  if (broken !== undefined) return { outcome: 'broken', by, backends: best.backends, why: `${by}: ${broken}` }
  const to = best.backends.map(({ service, port, percent }) => `service/${service}:${port ?? '?'}${percent === 100 ? '' : ` (${percent} %)`}`).join(', ')
  return best.backends.length === 0 ? { outcome: 'broken', by, backends: [], why: `${by} names no backend` } : { outcome: 'routed', by, backends: best.backends, why: `${by} sends it to ${to}` }
}

function compare(a: Candidate, b: Candidate): number {
  for (let i = 0; i < Math.max(a.rank.length, b.rank.length); i++) {
    const difference = (b.rank[i] ?? 0) - (a.rank[i] ?? 0)
    if (difference !== 0) return difference
  }
  const [x, y] = [`${a.age} ${a.by.namespace}/${a.by.name}`, `${b.age} ${b.by.namespace}/${b.by.name}`]
  return x < y ? -1 : Number(x > y)
}

function missing({ store }: Network, { namespace, service: name, port }: RouteBackend): string | undefined {
  const service = store.get<Service>(Kind.Service, `${namespace}/${name}`)
  if (service === undefined) return `there is no service/${name} in the namespace ${namespace}`
  const ports = service.spec.ports ?? []
  if (port === undefined || ports.some((one) => one.port === port || one.name === port)) return undefined
  return `service/${name} has no port ${port} (it has ${ports.map((one) => `${one.name === undefined ? '' : `${one.name} `}${one.port}`).join(', ')})`
}

function unmatchedText({ store }: Network, { host, path }: RouteQuestion): string {
  const hosts = [...store.list<Ingress>(Kind.Ingress)].flatMap(({ spec }) => (spec?.rules ?? []).map((rule) => rule.host ?? '*'))
  const known = [...new Set(hosts)]
  return `no rule fits ${host}${path}${known.length === 0 ? '; there is no Ingress or HTTPRoute for it' : `; the Ingresses know ${known.slice(0, 5).join(', ')}`}`
}
