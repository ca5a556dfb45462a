import type { JsonObject } from '../api/types.js'
import { defineFault, type Fault } from './define.js'
import { beginOnce, parseWhole } from './whole-cluster.js'

const name = 'scheduler-down'

export const schedulerDown: Fault<JsonObject> = defineFault<JsonObject>({
  name,
  summary: 'The scheduler is gone: new pods stay Pending; when it is back, it lists them anew.',
  parse: parseWhole(name),
  begin: (scope) => beginOnce(name, scope, { actors: ['default-scheduler'] }),
})
