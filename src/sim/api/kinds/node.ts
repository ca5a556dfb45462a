import { defaultsFor } from '../defaults/apply.js'
import type { Node } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

function readiness(node: Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return node.spec?.unschedulable ? `${word},SchedulingDisabled` : word
}

const rolePrefix = 'node-role.kubernetes.io/'

function roleOf([key, value]: readonly [string, string]): string {
  if (key.startsWith(rolePrefix)) return key.slice(rolePrefix.length)
  return key === 'kubernetes.io/role' ? value : ''
}

/** Roles named by labels, e.g. `control-plane`. */
function roles(node: Node): string {
  const found = Object.entries(node.metadata.labels ?? {}).map(roleOf)
  return [...new Set(found)].filter((role) => role !== '').sort().join(',') || '<none>'
}

const address = (type: string) => (node: Node): string => node.status?.addresses?.find((entry) => entry.type === type)?.address ?? '<none>'
const fact = (node: Node, name: string): string => String(node.status?.nodeInfo?.[name] ?? '')

function kernel(node: Node): string {
  const version = fact(node, 'kernelVersion') || '<unknown>'
  const architecture = fact(node, 'architecture')
  return architecture === '' ? version : `${version} (${architecture})`
}

export const node: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Node', plural: 'nodes', shortNames: ['no'], namespaced: false, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('v1', 'Node'),
  fieldSelectors: { 'spec.unschedulable': (object: Node) => String(object.spec?.unschedulable ?? false) },
  columns: [
    nameColumn,
    { name: 'STATUS', cell: readiness },
    { name: 'ROLES', cell: roles },
    ageColumn,
    { name: 'VERSION', cell: (object: Node) => fact(object, 'kubeletVersion') },
    { name: 'INTERNAL-IP', priority: 1, cell: address('InternalIP') },
    { name: 'EXTERNAL-IP', priority: 1, cell: address('ExternalIP') },
    { name: 'OS-IMAGE', priority: 1, cell: (object: Node) => fact(object, 'osImage') || '<unknown>' },
    { name: 'KERNEL-VERSION', priority: 1, cell: kernel },
    { name: 'CONTAINER-RUNTIME', priority: 1, cell: (object: Node) => fact(object, 'containerRuntimeVersion') || '<unknown>' },
  ],
})
