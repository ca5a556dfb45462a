import { Kind } from '../../sim/api/kinds/ids.js'
import type { Container, Json, JsonObject, Millis, Pod, Probe } from '../../sim/api/types.js'
import type { ClusterView, ProbeQuery, ProbeRecord } from '../../sim/view.js'
import { checksText, compileChecks, durationCheck, firstFailing, numberCheck, textCheck, type Check, type CheckTable } from '../checks.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { missing } from '../judge.js'
import { readText, type TextMatcher } from '../matchers.js'
import { complain, take, takeObject, under, type Reading } from '../reading.js'
import { readSelection, refOf, textOf, type Selection } from '../references.js'
import { formatDuration } from '../values/duration.js'
import { describeValue } from '../values/parsed.js'
import { failed, passed, type Verdict } from '../verdict.js'

type ProbeType = ProbeQuery['type']
interface Params {
  readonly type: ProbeType
  readonly selection: Selection
  readonly container: TextMatcher | undefined
  readonly checks: readonly Check<ProbeRecord>[]
}
/** One probe of one container of one pod. */
interface Probed {
  readonly pod: Pod
  readonly container: string
  readonly probe: Probe
}

const never: ProbeRecord = { outcome: 'unknown', successes: 0, failures: 0, first: undefined, last: undefined }
const probeKeys = { liveness: 'livenessProbe', readiness: 'readinessProbe', startup: 'startupProbe' } as const

const table: CheckTable<ProbeRecord> = {
  outcome: textCheck(({ outcome }) => outcome, 'history'),
  failures: numberCheck(({ failures }) => failures, 'history'),
  successes: numberCheck(({ successes }) => successes, 'history'),
  first: durationCheck(({ first }) => first, formatDuration),
  last: durationCheck(({ last }) => last, formatDuration),
}

function read(raw: Json, reading: Reading): Params | undefined {
  const object = takeObject(reading, raw)
  if (object === undefined) return undefined
  const { type, pod, select, namespace } = object
  if (typeof type !== 'string' || !Object.hasOwn(probeKeys, type))
    return complain(under(reading, 'type'), `must be liveness, readiness or startup, but is ${describeValue(type)}`)
  const reference = {
    ...(pod === undefined ? {} : { name: withoutKind(pod) }),
    ...(select === undefined ? {} : { select }),
    ...(namespace === undefined ? {} : { namespace }),
  } as JsonObject
  return {
    type: type as ProbeType,
    selection: readSelection({ id: Kind.Pod, namespaced: true }, 'pods', reference, reading),
    container: object['container'] === undefined ? undefined : take(under(reading, 'container'), object['container'], readText),
    checks: compileChecks(table, object, reading, ['type', 'pod', 'select', 'namespace', 'container']),
  }
}

const withoutKind = (pod: Json): Json => (typeof pod === 'string' ? pod.replace(/^(?:pods?|po)\//, '') : pod)

function probesOf({ type, selection, container }: Params, view: ClusterView): readonly Probed[] {
  const key = probeKeys[type]
  const containersOf = ({ spec }: Pod): readonly Container[] => [...(spec.initContainers ?? []), ...spec.containers]
  return (selection.find(view) as readonly Pod[]).flatMap((pod) =>
    containersOf(pod).flatMap((each) => {
      const probe = each[key]
      return probe === undefined || container?.matches(each.name) === false ? [] : [{ pod, container: each.name, probe }]
    }),
  )
}

const recordOf = (view: ClusterView, { pod, container }: Probed, type: ProbeType): ProbeRecord => view.probeRecord({ pod, container, type }) ?? never

function evaluate(view: ClusterView, params: Params): Verdict {
  const { type, selection, checks } = params
  const probes = probesOf(params, view)
  const subject = `${type} probe of ${selection.text}`
  if (probes.length === 0) return noProbe(view, params, subject)
  for (const probed of probes) {
    const miss = firstFailing(checks, recordOf(view, probed, type), view)
    if (miss === undefined) continue
    const where = probes.length === 1 ? '' : ` (${textOf(probed.pod)} container ${probed.container})`
    return failed({
      subject,
      path: miss.check.path,
      expected: miss.check.expected,
      actual: `${miss.actual}${where}`,
      objects: [refOf(probed.pod)],
      reads: 'history',
    })
  }
  return passed
}

function noProbe(view: ClusterView, { selection }: Params, subject: string): Verdict {
  const found = selection.find(view)
  if (found.length === 0) return { ...missing(selection), subject }
  return failed({ subject, path: '', expected: 'at least one', actual: 'no container has such a probe', objects: found.slice(0, 3).map(refOf) })
}

/** Probes that pass and pass again change no object. */
function nextLook(view: ClusterView, params: Params): Millis | undefined {
  const times = probesOf(params, view).flatMap((probed) => recordOf(view, probed, params.type).next ?? []).filter((at) => at > view.now)
  return times.length === 0 ? undefined : Math.min(...times)
}

export const probe: AssertionDefinition = defineAssertion<Params>({
  name: 'probe',
  observes: [Kind.Pod, Kind.Event],
  read,
  evaluate,
  nextLook,
  text: ({ type, selection, checks }) => `${type} probe of ${selection.text}: ${checksText(checks)}`,
  selection: ({ selection }) => selection,
})
