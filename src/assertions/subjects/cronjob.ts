import { Kind } from '../../sim/api/kinds/ids.js'
import type { KubeObject } from '../../sim/api/types.js'
import { virtualTime } from '../../sim/view.js'
import { booleanCheck, durationCheck, numberCheck, textCheck, type CheckReader } from '../checks.js'
import type { AssertionDefinition } from '../define.js'
import { defineObjects, recordAt } from '../objects.js'
import { formatDuration } from '../values/duration.js'
import { statusText } from './workload.js'

const isTimestamp = /^\d{4}-|^\/|[*?]/

/** RFC 3339 (or a pattern of it), or a comparison of the time since the scenario's start. */
const timeCheck = (key: string): CheckReader<KubeObject> => (raw, reading) => {
  if (typeof raw === 'string' && isTimestamp.test(raw)) return textCheck<KubeObject>((object) => statusText(object, key))(raw, reading)
  const since = durationCheck<KubeObject>((object, view) => {
    const text = statusText(object, key)
    return text === undefined ? undefined : virtualTime(view.clock, text)
  }, formatDuration)
  return since(raw, reading)
}

export const cronjob: AssertionDefinition = defineObjects<KubeObject>({
  name: 'cronjob', kind: { id: Kind.CronJob, namespaced: true }, short: 'name',
  checks: {
    active: numberCheck((object) => {
      const active = recordAt(object, 'status')['active']
      return Array.isArray(active) ? active.length : 0
    }),
    lastScheduleTime: timeCheck('lastScheduleTime'),
    lastSuccessfulTime: timeCheck('lastSuccessfulTime'),
    suspended: booleanCheck((object) => recordAt(object, 'spec')['suspend'] === true),
  },
})
