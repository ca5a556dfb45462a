import { defaultsFor } from '../defaults/apply.js'
import type { KubeObject } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

interface Spec { readonly ingressClassName?: string; readonly rules?: readonly { readonly host?: string }[]; readonly tls?: readonly unknown[] }
interface Address { readonly ip?: string; readonly hostname?: string }
type Shape = KubeObject & { readonly spec?: Spec; readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly Address[] } } }

const shown = 3

/** The hosts of the first rules until three are found, and how many rules more than three there are. */
function hostsText(hosts: readonly string[]): string {
  const named: string[] = []
  let isMore = false
  for (const host of hosts) {
    if (named.length === shown) isMore = true
    else if (host !== '') named.push(host)
  }
  if (named.length === 0) return '*'
  return isMore ? `${named.join(',')} + ${hosts.length - shown} more...` : named.join(',')
}

const addressWidth = 16

function addressText(addresses: readonly Address[]): string {
  const text = [...new Set(addresses.map(({ ip, hostname }) => ip ?? hostname ?? '').filter((address) => address !== ''))].sort().join(',')
  return text.length > addressWidth ? `${text.slice(0, addressWidth - 3)}...` : text
}

export const ingress: KindDefinition = defineKind({
  group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', plural: 'ingresses', shortNames: ['ing'], namespaced: true, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('networking.k8s.io/v1', 'Ingress'),
  columns: [
    nameColumn,
    { name: 'CLASS', cell: ({ spec }: Shape) => spec?.ingressClassName ?? '<none>' },
    { name: 'HOSTS', cell: ({ spec }: Shape) => hostsText((spec?.rules ?? []).map(({ host }) => host ?? '')) },
    { name: 'ADDRESS', cell: ({ status }: Shape) => addressText(status?.loadBalancer?.ingress ?? []) },
    { name: 'PORTS', cell: ({ spec }: Shape) => (spec?.tls?.length ? '80, 443' : '80') },
    ageColumn,
  ],
})
