import { defaultsFor } from '../defaults/apply.js'
import type { Pod } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'
import { podReadyColumn, podRestartsColumn, podStatusWord } from './pod-status.js'

function gates(pod: Pod): string {
  const wanted = pod.spec.readinessGates ?? []
  if (wanted.length === 0) return '<none>'
  const met = wanted.filter((gate) => pod.status?.conditions?.find((condition) => condition.type === gate.conditionType)?.status === 'True')
  return `${met.length}/${wanted.length}`
}

export const pod: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Pod', plural: 'pods', shortNames: ['po'], namespaced: true, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('v1', 'Pod'),
  fieldSelectors: {
    'spec.nodeName': (object: Pod) => object.spec.nodeName ?? '',
    'spec.restartPolicy': (object: Pod) => object.spec.restartPolicy ?? '',
    'spec.schedulerName': (object: Pod) => object.spec.schedulerName ?? '',
    'spec.serviceAccountName': (object: Pod) => object.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (object: Pod) => String(object.spec.hostNetwork ?? false),
    'status.phase': (object: Pod) => object.status?.phase ?? '',
    'status.podIP': (object: Pod) => object.status?.podIPs?.[0]?.ip ?? object.status?.podIP ?? '',
    'status.podIPs': (object: Pod) => object.status?.podIPs?.[0]?.ip ?? object.status?.podIP ?? '',
    'status.nominatedNodeName': (object: Pod) => object.status?.nominatedNodeName ?? '',
  },
  columns: [
    nameColumn,
    { name: 'READY', cell: podReadyColumn },
    { name: 'STATUS', cell: podStatusWord },
    { name: 'RESTARTS', cell: podRestartsColumn },
    ageColumn,
    { name: 'IP', priority: 1, cell: (object: Pod) => object.status?.podIPs?.[0]?.ip || object.status?.podIP || '<none>' },
    { name: 'NODE', priority: 1, cell: (object: Pod) => object.spec.nodeName || '<none>' },
    { name: 'NOMINATED NODE', priority: 1, cell: (object: Pod) => object.status?.nominatedNodeName || '<none>' },
    { name: 'READINESS GATES', priority: 1, cell: gates },
  ],
})
