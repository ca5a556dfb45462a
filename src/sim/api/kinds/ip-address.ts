import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly parentRef?: { readonly group?: string; readonly resource?: string; readonly namespace?: string; readonly name?: string } } }

function parentText({ spec }: Shape): string {
  const { parentRef } = spec ?? {}
  if (parentRef === undefined) return '<none>'
  const { group = '', resource = '', namespace = '', name = '' } = parentRef
  return `${`${resource}${group === '' ? '' : `.${group}`}`.toLowerCase()}${namespace === '' ? '' : `/${namespace}`}/${name}`
}

export const ipAddress: KindDefinition = defineKind({
  group: 'networking.k8s.io', version: 'v1', kind: 'IPAddress', plural: 'ipaddresses', shortNames: ['ip'], namespaced: false,
  defaults: defaultsFor('networking.k8s.io/v1', 'IPAddress'),
  columns: [
    nameColumn,
    { name: 'PARENTREF', cell: (object: Shape) => parentText(object) },
  ],
})
