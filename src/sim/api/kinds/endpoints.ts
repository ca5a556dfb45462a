import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

interface Subset { readonly addresses?: readonly { readonly ip: string }[]; readonly ports?: readonly { readonly port: number }[] }
type Shape = KubeObject & { readonly subsets?: readonly Subset[] }

const shown = 3
const hostPort = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)

/** The first three addresses with their ports, and how many more there are; those that are not ready do not count. */
function endpointsText(subsets: readonly Subset[]): string {
  if (subsets.length === 0) return '<none>'
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    (ports.length === 0 ? addresses.map(({ ip }) => ip) : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port)))))
  return all.length > shown ? `${all.slice(0, shown).join(',')} + ${all.length - shown} more...` : all.join(',')
}

export const endpoints: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', shortNames: ['ep'], namespaced: true, simulated: true,
  defaults: defaultsFor('v1', 'Endpoints'),
  columns: [
    nameColumn,
    { name: 'ENDPOINTS', cell: ({ subsets }: Shape) => endpointsText(subsets ?? []) },
    ageColumn,
  ],
})
