import { defineFault, type Fault } from './define.js'
import { beginOnNodes, parseNodes, type NodeRequest } from './node-victims.js'

export const nodeReboot: Fault<NodeRequest> = defineFault({
  name: 'node-reboot',
  summary: 'The node loses its power and boots at once; its old containers are found exited.',
  isOneShot: true,
  parse: parseNodes('node-reboot'),
  begin: (scope, request) => beginOnNodes('node-reboot', scope, request),
})
