import { defaultsFor } from '../defaults/apply.js'
import type { ControllerRevision } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const controllerRevision: KindDefinition = defineKind({
  group: 'apps', version: 'v1', kind: 'ControllerRevision', plural: 'controllerrevisions', namespaced: true, simulated: true,
  defaults: defaultsFor('apps/v1', 'ControllerRevision'),
  columns: [nameColumn, { name: 'CONTROLLER', cell: controller }, { name: 'REVISION', cell: (object: ControllerRevision) => String(object.revision) }, ageColumn],
})

/** `statefulset.apps/web`. */
function controller(object: ControllerRevision): string {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller === true)
  if (owner === undefined) return '<none>'
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.slice(0, owner.apiVersion.indexOf('/'))}` : ''
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`
}
