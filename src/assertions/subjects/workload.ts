import type { KubeObject } from '../../sim/api/types.js'
import { nestedOr, numberCheck, pathOf, textCheck, type Check, type CheckReader, type CheckTable } from '../checks.js'
import { conditionCheck } from '../condition-check.js'
import type { AssertionDefinition } from '../define.js'
import { Kind } from '../../sim/api/kinds/ids.js'
import { defineObjects, numberAt, recordAt } from '../objects.js'
import { complain, type Reading } from '../reading.js'
import { describeValue } from '../values/parsed.js'
import { conditionsOf, rolloutOf, type RolloutWord } from './rollout.js'

type Count = (object: KubeObject) => number | undefined

/** The first of the status fields that is there: a Deployment's and a DaemonSet's names of one thing. Absent counts are 0. */
const statusCount =
  (...keys: readonly string[]): Count =>
  (object) => {
    const status = recordAt(object, 'status')
    for (const key of keys) if (status[key] !== undefined) return numberAt(status, key)
    return 0
  }

const desired: Count = (object) =>
  object.kind === 'DaemonSet' ? statusCount('desiredNumberScheduled')(object) : numberAt(recordAt(object, 'spec'), 'replicas', 1)

const counts: CheckTable<KubeObject> = {
  desired: numberCheck(desired),
  current: numberCheck(statusCount('replicas', 'currentNumberScheduled')),
  ready: numberCheck(statusCount('readyReplicas', 'numberReady')),
  available: numberCheck(statusCount('availableReplicas', 'numberAvailable')),
  updated: numberCheck(statusCount('updatedReplicas', 'updatedNumberScheduled')),
  unavailable: numberCheck(statusCount('unavailableReplicas', 'numberUnavailable')),
  terminating: numberCheck(statusCount('terminatingReplicas')),
  scheduled: numberCheck(statusCount('currentNumberScheduled')),
  misscheduled: numberCheck(statusCount('numberMisscheduled')),
}

/** A plain number means desired and ready. */
const replicas: CheckReader<KubeObject> = nestedOr(counts, ['desired', 'ready'])

const words: readonly string[] = ['complete', 'progressing', 'stalled', 'paused'] satisfies readonly RolloutWord[]

function rollout(raw: unknown, reading: Reading): readonly Check<KubeObject>[] {
  if (typeof raw !== 'string' || !words.includes(raw))
    return complain(reading, `must be complete, progressing, stalled or paused, but is ${describeValue(raw)}`) ?? []
  return [
    {
      path: pathOf(reading),
      expected: raw,
      reads: 'objects',
      failing: (object) => {
        const { word, because, isComplete } = rolloutOf(object)
        if (word === raw || (raw === 'complete' && isComplete)) return undefined
        return because === '' ? word : `${word} (${because})`
      },
    },
  ]
}

/** The annotation of Deployments and their ReplicaSets. */
const revision: Count = ({ metadata }) => {
  const text = metadata.annotations?.['deployment.kubernetes.io/revision']
  return text === undefined ? undefined : Number(text)
}

const common: CheckTable<KubeObject> = {
  replicas,
  condition: conditionCheck(conditionsOf),
  revision: numberCheck(revision),
  generation: numberCheck(({ metadata }) => metadata.generation),
  observedGeneration: numberCheck((object) => numberAt(recordAt(object, 'status'), 'observedGeneration')),
}
const scaled: CheckTable<KubeObject> = { ...common, rollout }

const jobs: CheckTable<KubeObject> = {
  succeeded: numberCheck(statusCount('succeeded')),
  failed: numberCheck(statusCount('failed')),
  active: numberCheck(statusCount('active')),
  ready: numberCheck(statusCount('ready')),
  terminating: numberCheck(statusCount('terminating')),
  condition: conditionCheck(conditionsOf),
  completedIndexes: textCheck((object) => statusText(object, 'completedIndexes')),
  failedIndexes: textCheck((object) => statusText(object, 'failedIndexes')),
}

export function statusText(object: KubeObject, key: string): string | undefined {
  const value = recordAt(object, 'status')[key]
  return typeof value === 'string' ? value : undefined
}

const define = (name: string, id: string, checks: CheckTable<KubeObject>): AssertionDefinition =>
  defineObjects<KubeObject>({ name, kind: { id, namespaced: true }, checks, isLocal: true, short: 'name' })

export const deployment: AssertionDefinition = define('deployment', Kind.Deployment, scaled)
export const statefulset: AssertionDefinition = define('statefulset', Kind.StatefulSet, scaled)
export const daemonset: AssertionDefinition = define('daemonset', Kind.DaemonSet, scaled)
export const replicaset: AssertionDefinition = define('replicaset', Kind.ReplicaSet, scaled)
export const job: AssertionDefinition = define('job', Kind.Job, jobs)
