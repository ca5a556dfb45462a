import type { KubeObject } from '../types.js'
import { child, index, root } from '../validation/path.js'
import { fields, text, texts } from '../validation/values.js'
import type { Fields } from '../validation/values.js'
import { addressWarnings, networkWarnings } from './addresses.js'

/** Services: kubernetes `pkg/api/service/warnings.go` 1.36. */

const hints = 'service.kubernetes.io/topology-aware-hints'
const mode = 'service.kubernetes.io/topology-mode'
const specPath = root('spec')

function ignoredByHeadless(spec: Fields): readonly string[] {
  return [
    ...(text(spec['loadBalancerIP']) === '' ? [] : ['spec.loadBalancerIP is ignored for headless services']),
    ...(texts(spec['externalIPs']).length === 0 ? [] : ['spec.externalIPs is ignored for headless services']),
    ...(spec['sessionAffinity'] === 'None' ? [] : ['spec.SessionAffinity is ignored for headless services']),
  ]
}

export function serviceWarnings(service: KubeObject & Fields): readonly string[] {
  const spec = fields(service['spec'])
  const isHeadless = spec['type'] === 'ClusterIP' && spec['clusterIP'] === 'None'
  const isExternal = spec['type'] === 'ExternalName'
  const hasExternalIps = texts(spec['externalIPs']).length > 0
  const each = (name: string, warn: typeof addressWarnings): readonly string[] =>
    texts(spec[name]).flatMap((value, position) => warn(index(child(specPath, name), position), value))
  return [
    ...(service.metadata.annotations?.[hints] === undefined ? [] : [`annotation ${hints} is deprecated, please use ${mode} instead`]),
    ...each('clusterIPs', addressWarnings),
    ...(isHeadless ? ignoredByHeadless(spec) : []),
    ...each('externalIPs', addressWarnings),
    ...(hasExternalIps && !isHeadless && !isExternal ? ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'] : []),
    ...addressWarnings(child(specPath, 'loadBalancerIP'), text(spec['loadBalancerIP'])),
    ...each('loadBalancerSourceRanges', networkWarnings),
    ...(isExternal && hasExternalIps ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : []),
    ...(!isExternal && text(spec['externalName']) !== '' ? ['spec.externalName is ignored when spec.type is not "ExternalName"'] : []),
    ...(spec['trafficDistribution'] === 'PreferClose' ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'] : []),
  ]
}
