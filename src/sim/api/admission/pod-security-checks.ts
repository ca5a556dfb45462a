/** The checks of the Pod Security Standards with their words: k8s.io/pod-security-admission 1.36 `policy/check_*.go`. */
import type { StringMap } from '../types.js'

/** What a check reads of a pod; fields that the types of the simulator leave out are there too. */
type Spec = Readonly<Record<string, unknown>>
type Fields = Readonly<Record<string, unknown>>

export interface CheckedPod {
  readonly annotations: StringMap
  readonly spec: Spec
}

/** Why a pod is not allowed: a short reason, and who has set what. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

/** From a minor version of Kubernetes on, the check is made in this way. */
type Version = readonly [minor: number, check: (pod: CheckedPod) => Violation | undefined]

export interface SecurityCheck {
  readonly id: string
  readonly level: 'baseline' | 'restricted'
  /** Newest first. */
  readonly versions: readonly Version[]
  /** The baseline check that this one replaces. */
  readonly overrides?: string
}

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const items = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as readonly Fields[]) : [])
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const contextOf = (holder: Fields): Fields => fields(holder['securityContext'])
const containersOf = (spec: Spec): readonly Fields[] => [...items(spec['initContainers']), ...items(spec['containers']), ...items(spec['ephemeralContainers'])]
const namesWhere = (spec: Spec, isBad: (container: Fields) => boolean): readonly string[] => containersOf(spec).filter(isBad).map(({ name }) => text(name))

/** Go's quotes without escapes, as `joinQuote` puts them. */
const quoted = (words: readonly string[]): string => `"${words.join('", "')}"`
const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many)
const containers = (names: readonly string[]): string => `${plural('container', 'containers', names.length)} ${quoted(names)}`
const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].sort()
const violation = (reason: string, detail: string): Violation => ({ reason, detail })
const isWindows = (spec: Spec): boolean => fields(spec['os'])['name'] === 'windows'
const hasOwnUsers = (spec: Spec): boolean => spec['hostUsers'] === false

/** `pod and containers "a", "b"`. */
function setters(isPodBad: boolean, names: readonly string[]): string {
  return [...(isPodBad ? ['pod'] : []), ...(names.length > 0 ? [containers(names)] : [])].join(' and ')
}

function allowPrivilegeEscalation({ spec }: CheckedPod): Violation | undefined {
  const bad = namesWhere(spec, (container) => contextOf(container)['allowPrivilegeEscalation'] !== false)
  return bad.length === 0 ? undefined : violation('allowPrivilegeEscalation != false', `${containers(bad)} must set securityContext.allowPrivilegeEscalation=false`)
}

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'

function appArmorProfile({ spec, annotations }: CheckedPod): Violation | undefined {
  const typeOf = (holder: Fields): string | undefined => {
    const profile = contextOf(holder)['appArmorProfile']
    return profile === undefined ? undefined : text(fields(profile)['type'])
  }
  const isBad = (holder: Fields): boolean => typeOf(holder) !== undefined && !['RuntimeDefault', 'Localhost'].includes(typeOf(holder) as string)
  const [isPodBad, bad] = [isBad(spec), namesWhere(spec, isBad)]
  const values = sorted([spec, ...containersOf(spec)].filter(isBad).map((holder) => typeOf(holder) as string))
  const wrong = Object.entries(annotations)
    .filter(([name, value]) => name.startsWith(appArmorPrefix) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`).sort()
  const who = [...(isPodBad || bad.length > 0 ? [setters(isPodBad, bad)] : []), ...(wrong.length > 0 ? [plural('annotation', 'annotations', wrong.length)] : [])]
  const all = [...values, ...wrong]
  if (who.length === 0) return undefined
  return violation(plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', all.length), `${who.join(' and ')} must not set AppArmor profile type to ${quoted(all)}`)
}

const defaultCapabilities = new Set('AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '))
const capabilities = (container: Fields, name: 'add' | 'drop'): readonly string[] => texts(fields(contextOf(container)['capabilities'])[name])

function capabilitiesBaseline({ spec }: CheckedPod): Violation | undefined {
  const added = (container: Fields): readonly string[] => capabilities(container, 'add').filter((name) => !defaultCapabilities.has(name))
  const bad = namesWhere(spec, (container) => added(container).length > 0)
  if (bad.length === 0) return undefined
  return violation('non-default capabilities', `${containers(bad)} must not include ${quoted(sorted(containersOf(spec).flatMap(added)))} in securityContext.capabilities.add`)
}

function capabilitiesRestricted({ spec }: CheckedPod): Violation | undefined {
  const added = (container: Fields): readonly string[] => capabilities(container, 'add').filter((name) => name !== 'NET_BIND_SERVICE')
  const missing = namesWhere(spec, (container) => !capabilities(container, 'drop').includes('ALL'))
  const adding = namesWhere(spec, (container) => added(container).length > 0)
  const details = [
    ...(missing.length > 0 ? [`${containers(missing)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [`${containers(adding)} must not include ${quoted(sorted(containersOf(spec).flatMap(added)))} in securityContext.capabilities.add`] : []),
  ]
  return details.length === 0 ? undefined : violation('unrestricted capabilities', details.join('; '))
}

function hostNamespaces({ spec }: CheckedPod): Violation | undefined {
  const bad = ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => spec[name] === true).map((name) => `${name}=true`)
  return bad.length === 0 ? undefined : violation('host namespaces', bad.join(', '))
}

function hostPathVolumes({ spec }: CheckedPod): Violation | undefined {
  const bad = items(spec['volumes']).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => text(name))
  return bad.length === 0 ? undefined : violation('hostPath volumes', `${plural('volume', 'volumes', bad.length)} ${quoted(bad)}`)
}

function hostPorts({ spec }: CheckedPod): Violation | undefined {
  const portsOf = (container: Fields): readonly string[] => items(container['ports']).filter(({ hostPort }) => typeof hostPort === 'number' && hostPort !== 0).map(({ hostPort }) => String(hostPort))
  const bad = namesWhere(spec, (container) => portsOf(container).length > 0)
  if (bad.length === 0) return undefined
  const ports = sorted(containersOf(spec).flatMap(portsOf))
  return violation('hostPort', `${containers(bad)} ${plural('uses', 'use', bad.length)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`)
}

function hostProbes({ spec }: CheckedPod): Violation | undefined {
  const hostsOf = (container: Fields): readonly string[] => {
    const lifecycle = fields(container['lifecycle'])
    const handlers = [container['livenessProbe'], container['readinessProbe'], container['startupProbe'], lifecycle['postStart'], lifecycle['preStop']]
    return handlers.flatMap((handler) => [text(fields(fields(handler)['httpGet'])['host']), text(fields(fields(handler)['tcpSocket'])['host'])]).filter((host) => host !== '')
  }
  const bad = sorted(namesWhere(spec, (container) => hostsOf(container).length > 0))
  if (bad.length === 0) return undefined
  const hosts = sorted(containersOf(spec).flatMap(hostsOf))
  return violation('probe or lifecycle host', `${containers(bad)} ${plural('uses', 'use', bad.length)} ${plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length)} ${quoted(hosts)}`)
}

function privileged({ spec }: CheckedPod): Violation | undefined {
  const bad = namesWhere(spec, (container) => contextOf(container)['privileged'] === true)
  return bad.length === 0 ? undefined : violation('privileged', `${containers(bad)} must not set securityContext.privileged=true`)
}

function procMount({ spec }: CheckedPod): Violation | undefined {
  const isBad = (container: Fields): boolean => ![undefined, 'Default'].includes(contextOf(container)['procMount'] as string | undefined)
  const bad = namesWhere(spec, isBad)
  const types = sorted(containersOf(spec).filter(isBad).map((container) => text(contextOf(container)['procMount'])))
  return bad.length === 0 ? undefined : violation('procMount', `${containers(bad)} must not set securityContext.procMount to ${quoted(types)}`)
}

const allowedVolumes = new Set('configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '))
const knownVolumes = ('hostPath gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc azureFile vsphereVolume quobyte azureDisk '
  + 'photonPersistentDisk portworxVolume scaleIO storageos').split(' ')

function restrictedVolumes({ spec }: CheckedPod): Violation | undefined {
  const bad = items(spec['volumes']).filter((volume) => !Object.keys(volume).some((name) => allowedVolumes.has(name)))
  if (bad.length === 0) return undefined
  const types = sorted(bad.map((volume) => knownVolumes.find((name) => volume[name] !== undefined) ?? 'unknown'))
  const names = bad.map(({ name }) => text(name))
  return violation('restricted volume types', `${plural('volume', 'volumes', bad.length)} ${quoted(names)} ${plural('uses', 'use', bad.length)} `
    + `${plural('restricted volume type', 'restricted volume types', types.length)} ${quoted(types)}`)
}

function runAsNonRoot({ spec }: CheckedPod): Violation | undefined {
  const ofPod = contextOf(spec)['runAsNonRoot']
  const explicit = namesWhere(spec, (container) => contextOf(container)['runAsNonRoot'] === false)
  if (ofPod === false || explicit.length > 0) return violation('runAsNonRoot != true', `${setters(ofPod === false, explicit)} must not set securityContext.runAsNonRoot=false`)
  const implicit = ofPod === true ? [] : namesWhere(spec, (container) => contextOf(container)['runAsNonRoot'] === undefined)
  return implicit.length === 0 ? undefined : violation('runAsNonRoot != true', `pod or ${containers(implicit)} must set securityContext.runAsNonRoot=true`)
}

function runAsUser({ spec }: CheckedPod): Violation | undefined {
  const isBad = (holder: Fields): boolean => contextOf(holder)['runAsUser'] === 0
  const [isPodBad, bad] = [isBad(spec), namesWhere(spec, isBad)]
  return isPodBad || bad.length > 0 ? violation('runAsUser=0', `${setters(isPodBad, bad)} must not set runAsUser=0`) : undefined
}

const seLinux = (types: readonly string[]) => ({ spec }: CheckedPod): Violation | undefined => {
  const optionsOf = (holder: Fields): Fields | undefined => contextOf(holder)['seLinuxOptions'] as Fields | undefined
  const isBadType = (options: Fields): boolean => !types.includes(text(options['type']))
  const isBad = (holder: Fields): boolean => {
    const options = optionsOf(holder)
    return options !== undefined && (isBadType(options) || text(options['user']) !== '' || text(options['role']) !== '')
  }
  const [isPodBad, bad] = [isBad(spec), namesWhere(spec, isBad)]
  if (!isPodBad && bad.length === 0) return undefined
  const options = [spec, ...containersOf(spec)].filter(isBad).map((holder) => optionsOf(holder) as Fields)
  const wrong = sorted(options.filter(isBadType).map(({ type }) => text(type)))
  const details = [
    ...(wrong.length > 0 ? [`${plural('type', 'types', wrong.length)} ${quoted(wrong)}`] : []),
    ...['user', 'role'].filter((name) => options.some((one) => text(one[name]) !== '')).map((name) => `${name} may not be set`),
  ]
  return violation('seLinuxOptions', `${setters(isPodBad, bad)} set forbidden securityContext.seLinuxOptions: ${details.join('; ')}`)
}

const profileType = (holder: Fields): string | undefined => {
  const profile = contextOf(holder)['seccompProfile']
  return profile === undefined ? undefined : text(fields(profile)['type'])
}
const isBadProfile = (holder: Fields): boolean => ![undefined, 'RuntimeDefault', 'Localhost'].includes(profileType(holder))

function seccompBaseline({ spec }: CheckedPod): Violation | undefined {
  const [isPodBad, bad] = [isBadProfile(spec), namesWhere(spec, isBadProfile)]
  if (!isPodBad && bad.length === 0) return undefined
  const types = sorted([spec, ...containersOf(spec)].filter(isBadProfile).map((holder) => profileType(holder) as string))
  return violation('seccompProfile', `${setters(isPodBad, bad)} must not set securityContext.seccompProfile.type to ${quoted(types)}`)
}

function seccompRestricted(pod: CheckedPod): Violation | undefined {
  const { spec } = pod
  const explicit = seccompBaseline(pod)
  if (explicit) return explicit
  const implicit = profileType(spec) === undefined ? namesWhere(spec, (container) => profileType(container) === undefined) : []
  return implicit.length === 0 ? undefined : violation('seccompProfile', `pod or ${containers(implicit)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`)
}

/** Before 1.19 the profile was an annotation. */
function seccompAnnotations({ spec, annotations }: CheckedPod): Violation | undefined {
  const names = ['seccomp.security.alpha.kubernetes.io/pod', ...containersOf(spec).map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${text(name)}`)]
  const isAllowed = (value: string): boolean => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/')
  const bad = sorted(names.filter((name) => annotations[name] !== undefined && !isAllowed(annotations[name])).map((name) => `${name}=${JSON.stringify(annotations[name])}`))
  return bad.length === 0 ? undefined : violation('seccompProfile', `forbidden ${plural('annotation', 'annotations', bad.length)} ${bad.join(', ')}`)
}

const safeSysctls = 'kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start'.split(' ')
const sysctls27 = [...safeSysctls, 'net.ipv4.ip_local_reserved_ports']
const sysctls29 = [...sysctls27, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes']
const sysctls32 = [...sysctls29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']
const sysctls = (allowed: readonly string[]) => ({ spec }: CheckedPod): Violation | undefined => {
  const bad = items(contextOf(spec)['sysctls']).map(({ name }) => text(name)).filter((name) => !allowed.includes(name))
  return bad.length === 0 ? undefined : violation('forbidden sysctls', bad.join(', '))
}

function windowsHostProcess({ spec }: CheckedPod): Violation | undefined {
  const isBad = (holder: Fields): boolean => fields(contextOf(holder)['windowsOptions'])['hostProcess'] === true
  const [isPodBad, bad] = [isBad(spec), namesWhere(spec, isBad)]
  return isPodBad || bad.length > 0 ? violation('hostProcess', `${setters(isPodBad, bad)} must not set securityContext.windowsOptions.hostProcess=true`) : undefined
}

type Check = (pod: CheckedPod) => Violation | undefined
const unlessWindows = (check: Check): Check => (pod) => (isWindows(pod.spec) ? undefined : check(pod))
const unlessOwnUsers = (check: Check): Check => (pod) => (hasOwnUsers(pod.spec) ? undefined : check(pod))
const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t']

/** Within a level in the order of their ids, as violations are listed. */
export const securityChecks: readonly SecurityCheck[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: [[0, appArmorProfile]] },
  { id: 'capabilities_baseline', level: 'baseline', versions: [[0, capabilitiesBaseline]] },
  { id: 'hostNamespaces', level: 'baseline', versions: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [[0, hostPathVolumes]] },
  { id: 'hostPorts', level: 'baseline', versions: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [[34, hostProbes]] },
  { id: 'privileged', level: 'baseline', versions: [[0, privileged]] },
  { id: 'procMount', level: 'baseline', versions: [[35, unlessOwnUsers(procMount)], [0, procMount]] },
  { id: 'seLinuxOptions', level: 'baseline', versions: [[31, seLinux([...seLinuxTypes, 'container_engine_t'])], [0, seLinux(seLinuxTypes)]] },
  { id: 'seccompProfile_baseline', level: 'baseline', versions: [[19, seccompBaseline], [0, seccompAnnotations]] },
  { id: 'sysctls', level: 'baseline', versions: [[32, sysctls(sysctls32)], [29, sysctls(sysctls29)], [27, sysctls(sysctls27)], [0, sysctls(safeSysctls)]] },
  { id: 'windowsHostProcess', level: 'baseline', versions: [[0, windowsHostProcess]] },
  { id: 'allowPrivilegeEscalation', level: 'restricted', versions: [[25, unlessWindows(allowPrivilegeEscalation)], [8, allowPrivilegeEscalation]] },
  { id: 'capabilities_restricted', level: 'restricted', overrides: 'capabilities_baseline', versions: [[25, unlessWindows(capabilitiesRestricted)], [22, capabilitiesRestricted]] },
  { id: 'procMount_restricted', level: 'restricted', overrides: 'procMount', versions: [[35, procMount]] },
  { id: 'restrictedVolumes', level: 'restricted', overrides: 'hostPathVolumes', versions: [[0, restrictedVolumes]] },
  { id: 'runAsNonRoot', level: 'restricted', versions: [[35, unlessOwnUsers(runAsNonRoot)], [0, runAsNonRoot]] },
  { id: 'runAsUser', level: 'restricted', versions: [[35, unlessOwnUsers(runAsUser)], [23, runAsUser]] },
  { id: 'seccompProfile_restricted', level: 'restricted', overrides: 'seccompProfile_baseline', versions: [[25, unlessWindows(seccompRestricted)], [19, seccompRestricted]] },
]
