import { Kind } from '../../sim/api/kinds/ids.js'
import type { Condition, Node } from '../../sim/api/types.js'
import type { ActiveFault, ClusterView, LogEntry } from '../../sim/view.js'
import { historyOf, lastEntry } from '../history.js'
import { formatDuration } from '../values/duration.js'
import { noReason, reason, type Reason } from './reason.js'

const readyOf = (node: Node | undefined): Condition | undefined => node?.status.conditions?.find(({ type }) => type === 'Ready')

/** The faults that have this node among their victims now. */
export const faultsOf = (view: ClusterView, node: string): readonly ActiveFault[] =>
  view.faults.filter(({ params }) => Array.isArray(params['nodes']) && params['nodes'].includes(node))

/** Why a node is not ready, or about to be found so; nothing for a healthy one. */
export function whyNode(view: ClusterView, node: Node): Reason {
  const name = node.metadata.name
  const faults = faultsOf(view, name)
  const ready = readyOf(node)
  if (faults.length === 0 && ready?.status === 'True') return noReason
  const fault = faults.map(({ fault: kind, since }) => `${kind} since ${formatDuration(since)}`).join(', ')
  const state =
    ready?.status === 'True'
      ? 'is still Ready'
      : `is not ready: ${ready?.reason ?? 'no Ready condition'}${ready?.message === undefined ? '' : `: ${ready.message}`}`
  return reason(`node/${name} ${state}${fault === '' ? '' : ` (${fault})`}`, readyFlip(view, name))
}

/** The entry with which the Ready condition took its present status. */
export function readyFlip(view: ClusterView, name: string): LogEntry | undefined {
  return lastEntry(
    historyOf(view, Kind.Node, name),
    ({ object, previous }) => previous !== undefined && readyOf(object as Node)?.status !== readyOf(previous as Node)?.status,
  )
}
