import { conditionOf } from '../../sim/api/conditions.js'
import { podReadyColumn, podRestarts, podStatusWord } from '../../sim/api/kinds/pod-status.js'
import { Kind } from '../../sim/api/kinds/ids.js'
import type { Json, Millis, Pod } from '../../sim/api/types.js'
import { virtualTime, type ClusterView } from '../../sim/view.js'
import { booleanCheck, durationCheck, numberCheck, pathOf, textCheck, type Check, type CheckReader, type CheckTable } from '../checks.js'
import { conditionCheck } from '../condition-check.js'
import type { AssertionDefinition } from '../define.js'
import type { Demand } from '../judge.js'
import { readNumber } from '../matchers.js'
import { defineObjects, type ObjectsParts } from '../objects.js'
import { complain, take, type KindName, type Reading } from '../reading.js'
import { formatDuration } from '../values/duration.js'
import { describeValue } from '../values/parsed.js'
import { containerCheck } from './pod-container.js'
import { spreadCheck } from './pod-spread.js'

const kind: KindName = { id: Kind.Pod, namespaced: true }

export const isPodReady = (pod: Pod): boolean => conditionOf(pod.status.conditions, 'Ready')?.status === 'True'

function whyNotReady(pod: Pod): string | undefined {
  const condition = conditionOf(pod.status.conditions, 'Ready')
  return isPodReady(pod) ? undefined : condition?.message ?? condition?.reason ?? podStatusWord(pod)
}

const ageOf = (pod: Pod, view: ClusterView): Millis => view.now - virtualTime(view.clock, pod.metadata.creationTimestamp)

const ready: CheckReader<Pod> = (raw, reading) =>
  typeof raw === 'string' ? textCheck<Pod>((pod) => podReadyColumn(pod))(raw, reading) : booleanCheck<Pod>(isPodReady, whyNotReady)(raw, reading)

const checks: CheckTable<Pod> = {
  phase: textCheck((pod) => pod.status.phase),
  status: textCheck(podStatusWord),
  reason: textCheck((pod) => pod.status.reason),
  message: textCheck((pod) => pod.status.message),
  ready,
  restarts: numberCheck(podRestarts),
  node: textCheck((pod) => pod.spec.nodeName),
  container: containerCheck,
  condition: conditionCheck((pod) => pod.status.conditions),
  qos: textCheck((pod) => pod.status.qosClass),
  age: durationCheck(ageOf, formatDuration),
}

/** How many of the pods each node has, by name. */
function nodesOf(pods: readonly Pod[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { spec } of pods) if (spec.nodeName !== undefined && spec.nodeName !== '') counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1)
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** `distinct`: each pod is on a node of its own; a number: on so many different nodes. */
function nodesCheck(raw: Json, reading: Reading): readonly Check<readonly Pod[]>[] {
  if (raw !== 'distinct') return countNodes(raw, reading)
  return [{
    path: pathOf(reading), expected: 'distinct', reads: 'objects',
    failing: (pods) => {
      const counts = nodesOf(pods)
      const unbound = pods.filter((pod) => (pod.spec.nodeName ?? '') === '').length
      if (counts.size === pods.length) return undefined
      const shared = [...counts].filter(([, count]) => count > 1).map(([node, count]) => `${count} pods on ${node}`)
      return [...shared, ...(unbound === 0 ? [] : [`${unbound} on no node`])].join(', ')
    },
  }]
}

function countNodes(raw: Json, reading: Reading): readonly Check<readonly Pod[]>[] {
  if (typeof raw === 'string' && /^[a-z]/i.test(raw)) return complain(reading, `must be \`distinct\` or a number of nodes, but is ${describeValue(raw)}`) ?? []
  const matcher = take(reading, raw, readNumber)
  if (matcher === undefined) return []
  return [{
    path: pathOf(reading), expected: matcher.text, reads: 'objects',
    failing: (pods) => {
      const counts = nodesOf(pods)
      return matcher.matches(counts.size) ? undefined : `${counts.size} (${[...counts.keys()].join(', ')})`
    },
  }]
}

/** The next whole second at which some pod's age may cross a bound. */
function nextAge(view: ClusterView, { selection, checks: own }: Demand<Pod>): Millis | undefined {
  if (!own.some(({ reads }) => reads === 'time')) return undefined
  return selection.find(view).length === 0 ? undefined : (Math.floor(view.now / 1000) + 1) * 1000
}

const parts: Omit<ObjectsParts<Pod>, 'name'> = {
  kind, checks, isLocal: true, short: 'select',
  observes: [Kind.ReplicaSet, Kind.Node],
  together: { nodes: nodesCheck, spread: spreadCheck },
  nextLook: nextAge,
}

export const pods: AssertionDefinition = defineObjects<Pod>({ ...parts, name: 'pods' })
export const pod: AssertionDefinition = defineObjects<Pod>({ ...parts, name: 'pod', short: 'name' })
