import type { Pod } from '../api/types.js'

interface HostAlias {
  readonly ip: string
  readonly hostnames?: readonly string[]
}

const clusterDomain = 'cluster.local'
const clusterDns = '10.96.0.10'

/** The pod's host name (kubelet util/hostname GeneratePodHostNameAndDomain, 1.36): at most 63 characters. */
export function hostnameOf({ metadata, spec }: Pod, node: string): string {
  if (spec.hostNetwork === true) return node
  const name = spec.hostname !== undefined && spec.hostname !== '' ? spec.hostname : metadata.name.slice(0, 63).replace(/[-.]+$/, '')
  const domain = domainOf(spec, metadata.namespace)
  return (spec as { readonly setHostnameAsFQDN?: boolean }).setHostnameAsFQDN === true && domain !== '' ? `${name}.${domain}` : name
}

const domainOf = ({ subdomain }: Pod['spec'], namespace = 'default'): string => (subdomain === undefined || subdomain === '' ? '' : `${subdomain}.${namespace}.svc.${clusterDomain}`)

/** /etc/hosts as the kubelet writes it (kubelet_pods.go managedHostsFileContent, 1.36). */
export function hostsFile(pod: Pod, podIP: string, node: string): string {
  const name = hostnameOf(pod, node)
  const domain = domainOf(pod.spec, pod.metadata.namespace)
  const own = domain === '' ? `${podIP}\t${name}` : `${podIP}\t${name}.${domain}\t${name}`
  const aliases = ((pod.spec as { readonly hostAliases?: readonly HostAlias[] }).hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`)
  return [
    '# Kubernetes-managed hosts file.\n', '127.0.0.1\tlocalhost\n', '::1\tlocalhost ip6-localhost ip6-loopback\n', 'fe00::0\tip6-localnet\n', 'fe00::0\tip6-mcastprefix\n', 'fe00::1\tip6-allnodes\n',
    'fe00::2\tip6-allrouters\n', `${own}\n`, ...(aliases.length === 0 ? [] : ['\n# Entries added by HostAliases.\n', ...aliases]),
  ].join('')
}

interface DnsConfig {
  readonly nameservers?: readonly string[]
  readonly searches?: readonly string[]
  readonly options?: readonly { readonly name?: string; readonly value?: string }[]
}

/** /etc/resolv.conf by the pod's DNS policy (network/dns GetPodDNS, 1.36). */
export function resolverFile({ metadata, spec }: Pod): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig = {} } = spec as { readonly dnsPolicy?: string; readonly dnsConfig?: DnsConfig }
  const isCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && spec.hostNetwork !== true)
  const namespace = metadata.namespace ?? 'default'
  const searches = [...(isCluster ? [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain] : []), ...(dnsConfig.searches ?? [])]
  const servers = [...(isCluster ? [clusterDns] : dnsPolicy === 'None' ? [] : ['172.18.0.1']), ...(dnsConfig.nameservers ?? [])]
  const options = new Map<string, string>(isCluster ? [['ndots', '5']] : [])
  for (const { name = '', value } of dnsConfig.options ?? []) options.set(name, value ?? '')
  return [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}\n`]), ...servers.map((server) => `nameserver ${server}\n`),
    ...(options.size === 0 ? [] : [`options ${[...options].map(([name, value]) => (value === '' ? name : `${name}:${value}`)).join(' ')}\n`]),
  ].join('')
}
