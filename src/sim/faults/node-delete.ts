import { deleteObject } from '../apiserver/delete.js'
import { defineFault, type Fault } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'

/** For the rest of the cluster the machine is a failed one, for good. */
export const nodeDelete: Fault<NodeRequest> = defineFault({
  name: 'node-delete',
  summary: 'The machine is gone and so is its Node object, as when a cloud takes an instance away.',
  condition: 'node-failure',
  parse: parseNodes('node-delete'),
  begin: (scope, request) => beginOnNodes('node-delete', scope, request),
  after: (context, { nodes }) => {
    for (const node of nodes as readonly string[]) deleteObject(context, 'Node', node)
  },
})
