import { defaultsFor } from '../defaults/apply.js'
import type { Service } from '../types.js'
import { ageColumn, labelsText, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

type Published = Service['spec'] & { readonly externalIPs?: readonly string[] }
interface LoadBalancer { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] } }

/** Addresses of the load balancer, sorted. */
function ingressOf(service: Service): readonly string[] {
  const ingress = (service.status as LoadBalancer | undefined)?.loadBalancer?.ingress ?? []
  return [...new Set(ingress.map((entry) => entry.ip ?? entry.hostname ?? ''))].filter((entry) => entry !== '').sort()
}

function externalIp(service: Service): string {
  const external = (service.spec as Published).externalIPs ?? []
  switch (service.spec.type) {
    case 'LoadBalancer': return [...ingressOf(service), ...external].join(',') || '<pending>'
    case 'ExternalName': return service.spec.externalName ?? ''
    default: return external.join(',') || '<none>'
  }
}

function portsText(service: Service): string {
  const ports = (service.spec.ports ?? []).map((port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol ?? 'TCP'}`)
  return ports.join(',') || '<none>'
}

export const service: KindDefinition = defineKind({
  group: '', version: 'v1', kind: 'Service', plural: 'services', shortNames: ['svc'], namespaced: true, simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('v1', 'Service'),
  fieldSelectors: {
    'spec.clusterIP': (object: Service) => object.spec.clusterIP ?? '',
    'spec.type': (object: Service) => object.spec.type ?? '',
  },
  columns: [
    nameColumn,
    { name: 'TYPE', cell: (object: Service) => object.spec.type ?? '' },
    { name: 'CLUSTER-IP', cell: (object: Service) => object.spec.clusterIPs?.[0] ?? (object.spec.clusterIP || '<none>') },
    { name: 'EXTERNAL-IP', cell: externalIp },
    { name: 'PORT(S)', cell: portsText },
    ageColumn,
    { name: 'SELECTOR', priority: 1, cell: (object: Service) => labelsText(object.spec.selector) },
  ],
})
