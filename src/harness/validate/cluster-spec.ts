import type { Json, JsonObject } from '../../sim/api/types.js'
import type { KubeletOptions } from '../../sim/state.js'
import { parseDuration } from '../values/duration.js'
import type { ClusterSpec, NodeGroupSpec } from '../spec.js'
import { isMapping, listIn, mappingOf, numberIn, oneOrMore, textIn } from './raw.js'

export const defaultStartTime = '2026-01-01T00:00:00Z'
export const defaultCapacity: Readonly<Record<string, string>> = { cpu: '4', memory: '16Gi', pods: '110' }
export const defaultNodeCount = 3

const texts = (value: Json | undefined): Readonly<Record<string, string>> => Object.fromEntries(
  Object.entries(mappingOf(value)).map(([key, each]) => [key, String(each)]),
)

/** Durations were checked by the schema. */
const ms = (value: Json | undefined): number | undefined => {
  const parsed = value === undefined ? undefined : parseDuration(value)
  return parsed !== undefined && 'value' in parsed ? parsed.value : undefined
}

const definedOnly = <T extends object>(fields: T): KubeletOptions => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

function readKubelet(given: JsonObject): KubeletOptions | undefined {
  if (Object.keys(given).length === 0) return undefined
  const graces = given['evictionSoftGracePeriod']
  return definedOnly({
    evictionHard: given['evictionHard'] === undefined ? undefined : texts(given['evictionHard']),
    evictionSoft: given['evictionSoft'] === undefined ? undefined : texts(given['evictionSoft']),
    evictionSoftGracePeriodMs: graces === undefined ? undefined : Object.fromEntries(Object.entries(mappingOf(graces)).map(([signal, each]) => [signal, ms(each) ?? 0])),
    evictionMaxPodGracePeriodSeconds: numberIn(given['evictionMaxPodGracePeriod']),
    evictionPressureTransitionPeriodMs: ms(given['evictionPressureTransitionPeriod']),
    shutdownGracePeriodMs: ms(given['shutdownGracePeriod']),
    shutdownGracePeriodCriticalPodsMs: ms(given['shutdownGracePeriodCriticalPods']),
    shutdownGracePeriodByPodPriority: given['shutdownGracePeriodByPodPriority'] as KubeletOptions['shutdownGracePeriodByPodPriority'],
  })
}

function readGroup(group: JsonObject): NodeGroupSpec {
  return {
    name: textIn(group['name']) ?? 'worker',
    count: numberIn(group['count']),
    capacity: { ...defaultCapacity, ...texts(group['capacity']) },
    allocatable: texts(group['allocatable']),
    zones: listIn(group['zones']).map(String),
    labels: texts(group['labels']),
    kubelet: readKubelet(mappingOf(group['kubelet'])),
    staticPods: listIn(group['staticPods']).filter(isMapping),
    taints: listIn(group['taints']).map((taint) => texts(taint) as NodeGroupSpec['taints'][number] & Readonly<Record<string, string>>),
  }
}

/** A cluster that the schema has let pass; without `nodes` it has three, `worker-0` to `worker-2`. */
export function readCluster(value: Json | undefined, pointer: string): ClusterSpec {
  const { nodes = defaultNodeCount, objects, startTime, controllerManager, scheduler, provisioners, loadBalancers } = mappingOf(value)
  const groups = typeof nodes === 'number' ? [{ name: 'worker', count: nodes }] : listIn(nodes).filter(isMapping)
  return {
    nodes: groups.map(readGroup),
    objects: oneOrMore(objects),
    startTime: textIn(startTime) ?? defaultStartTime,
    controllerManager: mappingOf(controllerManager),
    scheduler: mappingOf(scheduler),
    provisioners: provisioners === undefined ? undefined : listIn(provisioners).map(String),
    loadBalancers: loadBalancers === true,
    pointer,
  }
}
