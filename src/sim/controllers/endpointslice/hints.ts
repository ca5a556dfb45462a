import { isEqual } from '../../apiserver/update.js'
import type { Endpoint, Service } from '../../api/types.js'

type Hints = NonNullable<Endpoint['hints']>

/** Values of spec.trafficDistribution that give hints (trafficdist.go, 0.36); `PreferClose` is the old name of the first. */
const byZone: ReadonlySet<string> = new Set(['PreferSameZone', 'PreferClose', 'PreferSameNode'])

/** The endpoints with the hints that the Service asks for; the same list when they have them already. */
export function withHints(service: Service, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const distribution = service.spec.trafficDistribution
  if (distribution === undefined && withoutHints.has(endpoints)) return endpoints
  const hintOf = distribution !== undefined && byZone.has(distribution) ? (endpoint: Endpoint): Endpoint => hinted(endpoint, distribution === 'PreferSameNode') : unhinted
  const result = endpoints.map(hintOf)
  if (!result.every((endpoint, index) => endpoint === endpoints[index])) return result
  if (hintOf === unhinted) withoutHints.add(endpoints)
  return endpoints
}

/** Lists seen to hold no hint; Services share lists, and these never change. */
const withoutHints = new WeakSet<readonly Endpoint[]>()

/** Only ready endpoints get hints. */
function hinted(endpoint: Endpoint, isByNode: boolean): Endpoint {
  if (endpoint.conditions?.ready !== true) return endpoint
  const hints: Hints = {
    ...(endpoint.zone === undefined ? {} : { forZones: [{ name: endpoint.zone }] }),
    ...(endpoint.nodeName === undefined || !isByNode ? {} : { forNodes: [{ name: endpoint.nodeName }] }),
  }
  if (Object.keys(hints).length === 0) return unhinted(endpoint)
  return isEqual(endpoint.hints, hints) ? endpoint : { ...endpoint, hints }
}

function unhinted(endpoint: Endpoint): Endpoint {
  if (endpoint.hints === undefined) return endpoint
  const { hints: _hints, ...rest } = endpoint
  return rest
}
