import { Kind } from '../api/kinds/ids.js'
import type { Ingress, IngressBackend, IngressPath } from '../api/network-types.js'
import type { RouteQuestion } from '../questions.js'
import type { Network } from './network.js'
import { hostRank, isPathPrefix } from './host-match.js'
import type { Candidate } from './route-candidate.js'

/**
 * Every rule of an Ingress that fits the request (networking.k8s.io/v1): an exact host before a wildcard, an exact path before a prefix,
 * longer before shorter, `defaultBackend` last. `ImplementationSpecific` is read as a prefix.
 */
export function ingressCandidates({ store }: Network, { host, path }: RouteQuestion): readonly Candidate[] {
  const found: Candidate[] = []
  for (const ingress of store.list<Ingress>(Kind.Ingress)) {
    for (const rule of ingress.spec?.rules ?? []) {
      const rank = hostRank(rule.host, host, false)
      if (rank === undefined) continue
      for (const entry of rule.http?.paths ?? []) {
        const pathRank = rankOf(entry, path)
        if (pathRank !== undefined) found.push(candidate(ingress, entry.backend, [rank, ...pathRank]))
      }
    }
    if (ingress.spec?.defaultBackend !== undefined) found.push(candidate(ingress, ingress.spec.defaultBackend, [-1]))
  }
  return found
}

/** Exact paths beat prefixes of the same length only; a longer fit always wins. */
function rankOf({ path = '/', pathType }: IngressPath, asked: string): readonly number[] | undefined {
  if (pathType === 'Exact') return path === asked ? [1, path.length] : undefined
  return isPathPrefix(path, asked) ? [0, path.length] : undefined
}

function candidate(ingress: Ingress, { service, resource }: IngressBackend, rank: readonly number[]): Candidate {
  const { name, namespace = '' } = ingress.metadata
  const backends = service === undefined ? [] : [{ namespace, service: service.name, port: service.port?.number ?? service.port?.name, percent: 100 }]
  return {
    by: { kind: 'ingress', name, namespace }, rank, age: ingress.metadata.creationTimestamp, backends, isRedirect: false,
    ...(service === undefined ? { broken: `its backend is a ${resource?.kind ?? 'resource'}, and only Services are simulated` } : {}),
  }
}
