import { Kind } from '../sim/api/kinds/ids.js'
import type { Json, Pod } from '../sim/api/types.js'
import type { ClusterView, Origin } from '../sim/view.js'
import { complain, type Reading } from './reading.js'
import { readReference, readSelection } from './references.js'
import { describeValue } from './values/parsed.js'

/** Those who ask something of the network, as the cluster is now. */
export interface Origins {
  readonly text: string
  readonly find: (view: ClusterView) => readonly Origin[]
}

const pod = { id: Kind.Pod, namespaced: true } as const

/** `pod/client`, `pod/web-*`, `deployment/web`, `node/worker-0`, `outside`; absent: some pod of the scenario's namespace. */
export function readOrigins(raw: Json | undefined, reading: Reading): Origins | undefined {
  const { namespace } = reading.scope
  if (raw === undefined || raw === null) return { text: 'some pod', find: () => [{ kind: 'anyone', namespace }] }
  if (raw === 'outside') return { text: 'outside', find: () => [{ kind: 'outside' }] }
  const reference = readReference(raw, reading)
  if (reference === undefined || typeof raw !== 'string') return undefined
  const { kind } = reference
  const name = raw.slice(raw.indexOf('/') + 1)
  if (kind?.id === Kind.Node) return { text: raw, find: () => [{ kind: 'node', name }] }
  if (kind === undefined || !kind.namespaced) return complain(reading, `must be a pod, a workload, a node or \`outside\`, but is ${describeValue(raw)}`)
  const home = reference.namespace ?? namespace
  const selection = readSelection(pod, 'pods', { namespace: home, ...(kind.id === Kind.Pod ? { name } : { owner: raw }) }, reading)
  return { text: raw, find: (view) => (selection.find(view) as readonly Pod[]).filter(isLive).map((found): Origin => ({ kind: 'pod', pod: found })) }
}

const isLive = ({ status }: Pod): boolean => status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
