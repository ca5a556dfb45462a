import { defineFault, type Fault } from './define.js'
import { beginOnPods, parsePods, type PodRequest } from './pod-victims.js'

export const podKill: Fault<PodRequest> = defineFault<PodRequest>({
  name: 'pod-kill',
  summary: 'All containers of the pods are killed at once; what comes back is up to their restartPolicy.',
  isOneShot: true,
  parse: (params) => parsePods('pod-kill', params),
  begin: (scope, request) => beginOnPods('pod-kill', scope, request),
})
