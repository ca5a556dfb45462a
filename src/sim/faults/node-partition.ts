import { defineFault, type Fault } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'

export const nodePartition: Fault<NodeRequest> = defineFault({
  name: 'node-partition',
  summary: 'Only the API server is out of the node\'s reach; its containers run on.',
  parse: parseNodes('node-partition'),
  begin: (scope, request) => beginOnNodes('node-partition', scope, request),
})
