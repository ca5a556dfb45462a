import { defineFault, type Fault } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'

export const nodeFailure: Fault<NodeRequest> = defineFault({
  name: 'node-failure',
  summary: 'Power lost: kubelet, containers and network of the node are gone; healed, it boots and finds its old containers exited.',
  parse: parseNodes('node-failure'),
  begin: (scope, request) => beginOnNodes('node-failure', scope, request),
})
