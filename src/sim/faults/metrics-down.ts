import type { JsonObject } from '../api/types.js'
import { defineFault, type Fault } from './define.js'
import { beginOnce, parseWhole } from './whole-cluster.js'

const name = 'metrics-down'

/** The HPA controller reads the condition. */
export const metricsDown: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'The metrics APIs answer nothing: autoscalers see no metrics and do not scale.',
  parse: parseWhole(name),
  begin: (scope) => beginOnce(name, scope, {}),
})
