import type { JsonObject } from '../api/types.js'
import { defineFault, type Fault } from './define.js'
import { beginOnce, parseWhole } from './whole-cluster.js'

const name = 'dns-down'

/** The network reads the condition. */
export const dnsDown: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'The cluster\'s DNS answers nothing: no name can be resolved, addresses still work.',
  parse: parseWhole(name),
  begin: (scope) => beginOnce(name, scope, {}),
})
