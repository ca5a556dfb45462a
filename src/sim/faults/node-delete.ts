import { deleteObject } from '../apiserver/delete.js'
import { defineFault, type Fault } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'

/**
 * For the rest of the cluster the machine is a failed one. Healed it boots, and its kubelet, a new process, registers the node anew
 * (registerWithAPIServer, kubelet_node_status.go 1.36): another object with another uid, untainted once it is ready. Pods that were bound
 * to it are taken up again as long as the pod garbage collector has not removed them, which it does 40 to 60 s after the deletion. A node
 * that is deleted while its kubelet runs on (`delete: node/worker-1`) is not registered again before that kubelet begins anew.
 */
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
