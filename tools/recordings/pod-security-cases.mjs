// PodSecurity on a real API server; see admission-cases.mjs.
const create = (input) => [['create', '-f', '-'], input]
const namespace = (labels) => `{apiVersion: v1, kind: Namespace, metadata: {name: $NS, labels: {${labels}}}}`
const enforce = (level, version = 'latest') => namespace(`pod-security.kubernetes.io/enforce: ${level}, pod-security.kubernetes.io/enforce-version: ${version}`)
const pod = (spec, container = '', name = 'p', metadata = '') =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}${metadata}}, spec: {${spec === '' ? '' : `${spec}, `}containers: [{name: c, image: busybox${container === '' ? '' : `, ${container}`}}]}}`
const good = 'runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}'
const restrictedPod = (context, spec = '') => pod(spec, `securityContext: {${context}}`)
const deployment = (spec, name = 'd') => `
{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}}, spec: {replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {${spec}, containers: [{name: c, image: busybox}]}}}}`

const baseline = [
  ['host namespaces', pod('hostNetwork: true, hostPID: true, hostIPC: true')],
  ['privileged', pod('', 'securityContext: {privileged: true}')],
  ['privileged init containers', `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [{name: i, image: b, securityContext: {privileged: true}}, {name: j, image: b, securityContext: {privileged: true}}], containers: [{name: c, image: b, securityContext: {privileged: true}}]}}`],
  ['capabilities', pod('', 'securityContext: {capabilities: {add: [NET_ADMIN, SYS_TIME, CHOWN]}}')],
  ['host paths', pod('volumes: [{name: a, hostPath: {path: /}}, {name: b, hostPath: {path: /x}}, {name: e, emptyDir: {}}]')],
  ['host ports', pod('', 'ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81, hostPort: 8081}]')],
  ['apparmor', pod('', '', 'p', ', annotations: {container.apparmor.security.beta.kubernetes.io/c: unconfined}')],
  ['apparmor fields', pod('securityContext: {appArmorProfile: {type: Unconfined}}', 'securityContext: {appArmorProfile: {type: Unconfined}}')],
  ['selinux', pod('securityContext: {seLinuxOptions: {type: x_t, user: u}}', 'securityContext: {seLinuxOptions: {role: r}}')],
  ['proc mount', pod('hostUsers: false', 'securityContext: {procMount: Unmasked}')],
  ['proc mount with users of the host', pod('', 'securityContext: {procMount: Unmasked}')],
  ['seccomp', pod('securityContext: {seccompProfile: {type: Unconfined}}', 'securityContext: {seccompProfile: {type: Unconfined}}')],
  ['sysctls', pod('securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}, {name: net.ipv4.tcp_syncookies, value: "1"}, {name: net.core.somaxconn, value: "1"}]}')],
  ['host process', pod('hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}')],
  ['probes with a host', pod('', 'livenessProbe: {httpGet: {port: 80, host: 10.1.2.3}}, readinessProbe: {tcpSocket: {port: 80, host: example.com}}, lifecycle: {postStart: {httpGet: {port: 80, host: 127.0.0.1}}}')],
  ['several at once', pod('hostNetwork: true, volumes: [{name: a, hostPath: {path: /}}]', 'securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}, ports: [{containerPort: 80}]')],
].map(([name, manifest]) => [`security: ${name}`, [enforce('baseline')], [create(manifest)]])

const restricted = [
  ['a plain pod', pod('')],
  ['volume types', restrictedPod(good, 'volumes: [{name: a, hostPath: {path: /}}, {name: b, nfs: {server: a, path: /}}, {name: d, gitRepo: {repository: "https://x"}}]')],
  ['root', restrictedPod(good.replace('runAsNonRoot: true', 'runAsNonRoot: false'), 'securityContext: {runAsNonRoot: true}')],
  ['user 0', restrictedPod(`${good}, runAsUser: 0`, 'securityContext: {runAsUser: 0}')],
  ['not dropped', restrictedPod(good.replace('drop: [ALL]', 'drop: [CHOWN]'))],
  ['added', restrictedPod(good.replace('drop: [ALL]', 'drop: [ALL], add: [NET_BIND_SERVICE, CHOWN]'))],
  ['set for the pod', restrictedPod('allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}', 'securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}')],
  ['localhost profile', restrictedPod(good.replace('type: RuntimeDefault', 'type: Localhost, localhostProfile: a.json'))],
  ['windows', restrictedPod('runAsNonRoot: true', 'os: {name: windows}')],
  ['users of its own', restrictedPod('allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}, runAsUser: 0', 'hostUsers: false')],
  ['two containers', `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: a, image: b, securityContext: {runAsNonRoot: true}}, {name: b, image: b, securityContext: {allowPrivilegeEscalation: false}}]}}`],
].map(([name, manifest]) => [`security restricted: ${name}`, [enforce('restricted')], [create(manifest)]])

export const podSecurityCases = [
  ...baseline,
  ...restricted,
  ['security: old version', [enforce('baseline', 'v1.20')], [create(pod('securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports, value: "1"}]}')), create(pod('securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time, value: "1"}]}', '', 'p2'))]],
  ['security restricted: old version', [enforce('restricted', 'v1.7')], [create(pod(''))]],
  ['security: warnings', [namespace('pod-security.kubernetes.io/warn: restricted')], [create(pod('')), create(deployment('hostNetwork: true'))]],
  ['security: a workload where pods are refused', [enforce('baseline')], [create(deployment('hostNetwork: true'))]],
  ['security: warnings beside enforcement', [namespace('pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: restricted, pod-security.kubernetes.io/audit: restricted')], [create(pod('')), create(pod('hostPID: true', '', 'p2'))]],
  ['security: other workloads', [namespace('pod-security.kubernetes.io/warn: baseline, pod-security.kubernetes.io/warn-version: v1.30')],
    [create('{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {schedule: "0 0 1 1 *", jobTemplate: {spec: {template: {spec: {hostIPC: true, restartPolicy: Never, containers: [{name: c, image: b}]}}}}}}'),
      create('{apiVersion: v1, kind: PodTemplate, metadata: {name: t}, template: {spec: {hostIPC: true, containers: [{name: c, image: b}]}}}')]],
  ['security: unknown labels', [], [create('{apiVersion: v1, kind: Namespace, metadata: {name: $NS-x, labels: {pod-security.kubernetes.io/enforce: tight, pod-security.kubernetes.io/warn-version: soon}}}')]],
  ['security: a namespace made tighter', [], [create(pod('hostPID: true')), create(pod('hostPID: true', '', 'p2')), create(pod('hostNetwork: true', '', 'p3')), [['label', 'namespace', '$NS', 'pod-security.kubernetes.io/enforce=baseline']],
    [['label', '--overwrite', 'namespace', '$NS', 'pod-security.kubernetes.io/enforce=tight']]]],
  ['security: update of a pod', [namespace('pod-security.kubernetes.io/warn: baseline')], [create(pod('hostPID: true')), [['label', 'pod', 'p', 'a=b']], [['patch', 'pod', 'p', '-p', '{"spec":{"containers":[{"name":"c","image":"busybox:2"}]}}']]]],
]
