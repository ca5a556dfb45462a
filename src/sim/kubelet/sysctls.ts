import type { Pod } from '../api/types.js'

type Namespace = 'IPC' | 'Net'

/** What a kubelet lets pods set without being told to (sysctl/safe_sysctls.go, 1.36, on a kernel that has them all). */
const safe: ReadonlyMap<string, Namespace> = new Map([
  ['kernel.shm_rmid_forced', 'IPC'],
  ...[
    'ip_local_port_range', 'tcp_syncookies', 'ping_group_range', 'ip_unprivileged_port_start', 'ip_local_reserved_ports', 'tcp_keepalive_time', 'tcp_fin_timeout',
    'tcp_keepalive_intvl', 'tcp_keepalive_probes', 'tcp_rmem', 'tcp_wmem',
  ].map((name): readonly [string, Namespace] => [`net.ipv4.${name}`, 'Net']),
])

/** Why a pod may not set what it asks for (patternAllowlist.Admit, sysctl/allowlist.go 1.36): the first of its sysctls that is refused. */
export function forbiddenSysctl({ spec }: Pod): string | undefined {
  const sysctls = spec.securityContext?.['sysctls']
  for (const { name } of Array.isArray(sysctls) ? (sysctls as readonly { readonly name: string }[]) : []) {
    const why = refusal(normalName(name), spec)
    if (why !== undefined) return `forbidden sysctl: ${JSON.stringify(normalName(name))} ${why}`
  }
  return undefined
}

function refusal(name: string, spec: Pod['spec']): string | undefined {
  const namespace = safe.get(name)
  if (namespace === undefined) return 'not allowlisted'
  const isShared = namespace === 'Net' ? spec.hostNetwork === true : spec.hostIPC === true
  return isShared ? `not allowed with host ${namespace} enabled` : undefined
}

/** Names may be written with slashes, which then stand for dots and dots for slashes. */
function normalName(name: string): string {
  const first = /[./]/.exec(name)?.[0]
  return first === '/' ? name.replaceAll(/[./]/g, (separator) => (separator === '/' ? '.' : '/')) : name
}
