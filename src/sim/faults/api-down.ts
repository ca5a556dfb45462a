import type { JsonObject } from '../api/types.js'
import { defineFault, type Fault } from './define.js'
import { beginOnce, parseWhole } from './whole-cluster.js'

const name = 'api-down'

/**
 * Whoever lives by the API server stands still: controllers and scheduler. Kubelets go on with what they know, as behind a partition;
 * requests of the scenario are refused.
 */
export const apiDown: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'The API server answers nothing: containers and probes run on, nothing is written, and whoever asks is refused.',
  parse: parseWhole(name),
  begin: (scope) => beginOnce(name, scope, { actors: scope.cluster.controlPlane.actors.filter(({ name: actor }) => actor !== 'kubelet').map(({ name: actor }) => actor), isConnectionLost: true }),
})
