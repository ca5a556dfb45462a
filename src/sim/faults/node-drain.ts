import { defineFault, type Fault } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'

/** Carried out by the drainer, who goes on until all pods are gone or the fault ends. */
export const nodeDrain: Fault<NodeRequest> = defineFault({
  name: 'node-drain',
  summary: 'Somebody drains the node: it is cordoned and its pods are evicted, as their budgets allow; healed, it is uncordoned.',
  parse: parseNodes('node-drain'),
  begin: (scope, request) => beginOnNodes('node-drain', scope, request),
})
