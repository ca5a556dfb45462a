import type { Node } from '../api/types.js'
import type { ActorContext } from '../state.js'
import type { ChangeType } from '../store/log.js'
import { dropNode, putNode } from './placement.js'
import { moveWaiting, nodeChanges } from './queue/changes.js'
import type { SchedulerState } from './state.js'

/** A node came, changed or went (eventhandlers.go addNodeToCache, updateNodeInCache, deleteNodeFromCache, 1.36). */
export function nodeDelivered(context: ActorContext, state: SchedulerState, type: ChangeType, node: Node): void {
  const before = state.nodes.get(node.metadata.name)?.node
  if (type === 'DELETED') {
    if (before === undefined) return
    moveWaiting(context, state, { type: 'nodeDelete', node: { before, after: undefined } })
    return dropNode(state, node.metadata.name)
  }
  if (before === node) return
  putNode(state, node)
  if (before === undefined) return moveWaiting(context, state, { type: 'nodeAdd', node: { before, after: node } })
  if (state.pool.size === 0) return
  for (const change of nodeChanges(before, node)) moveWaiting(context, state, { type: change, node: { before, after: node } })
}
