import { Kind } from '../../sim/api/kinds/ids.js'
import type { Json, KindId, Service } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import { pathOf, type Check, type CheckReader } from '../checks.js'
import { readOrigins, type Origins } from '../origins.js'
import { complain, isObject, under, type Reading } from '../reading.js'
import { describeValue } from '../values/parsed.js'

/** What reachability follows from; power faults show in the Leases of their nodes. */
export const reachKinds: readonly KindId[] = [Kind.EndpointSlice, Kind.Pod, Kind.NetworkPolicy, Kind.Namespace, Kind.Node, Kind.Lease]

interface Wanted { readonly origins: Origins; readonly port?: number | string; readonly protocol?: string; readonly via?: 'name' | 'address'; readonly is: boolean }

/** `true`, `{ from, port, … }`, or a list of these. */
export const reachable: CheckReader<Service> = (raw, reading) =>
  (Array.isArray(raw) ? (raw as readonly Json[]) : [raw]).flatMap((one, i) => {
    const at = Array.isArray(raw) ? under(reading, String(i)) : reading
    const wanted = readWanted(one, at)
    return wanted === undefined ? [] : [checkOf(wanted, pathOf(reading))]
  })

function readWanted(raw: Json, reading: Reading): Wanted | undefined {
  if (typeof raw === 'boolean') return { origins: readOrigins(undefined, reading)!, is: raw }
  if (!isObject(raw)) return complain(reading, `must be true, false or a mapping such as \`{ from: pod/client, port: 80 }\`, but is ${describeValue(raw)}`)
  const { from, port, protocol, via, is } = raw
  const origins = readOrigins(from, under(reading, 'from'))
  return origins && {
    origins, is: is !== false,
    ...(typeof port === 'number' || typeof port === 'string' ? { port } : {}),
    ...(typeof protocol === 'string' ? { protocol } : {}),
    ...(via === 'address' ? { via } : {}),
  }
}

const checkOf = (wanted: Wanted, path: string): Check<Service> => ({
  path, expected: `${wanted.is} from ${wanted.origins.text}${wanted.port === undefined ? '' : ` on port ${wanted.port}`}`, reads: 'history',
  failing: (service, view) => failing(wanted, service, view),
})

function failing({ origins, is, ...question }: Wanted, { metadata }: Service, view: ClusterView): string | undefined {
  const found = origins.find(view)
  if (found.length === 0) return `nobody asks: there is no ${origins.text}`
  for (const from of found) {
    const { outcome, why } = view.reach({ ...question, from, namespace: metadata.namespace ?? '', service: metadata.name })
    const isAsWanted = is ? outcome === 'all' : outcome === 'none'
    if (!isAsWanted) return found.length > 1 && from.kind === 'pod' ? `pod/${from.pod.metadata.name}: ${why}` : why
  }
  return undefined
}
