import type { Container, EnvVar, Probe, ResourceList } from '../api/types.js'

type Field = { readonly fieldRef?: { readonly fieldPath: string }; readonly resourceFieldRef?: { readonly resource: string; readonly containerName?: string } }
type KeyRef = { readonly name?: string; readonly key: string; readonly optional?: boolean }

/** The containers of a template, each under its name (kubectl describe.describeContainers, 1.36). */
export const containersText = (containers: readonly Container[]): readonly string[] => containers.flatMap((container) => [`   ${container.name}:`, ...containerText(container).map((line) => `    ${line}`)])

function containerText(container: Container): readonly string[] {
  const { image = '', ports = [], command, args, resources = {} } = container
  const many = ports.length > 1 ? 's' : ''
  const shown = (port: 'containerPort' | 'hostPort'): string =>
    ports.map((each) => `${each[port] ?? 0}/${each.protocol ?? 'TCP'}${each.name ? ` (${each.name})` : ''}`).join(', ') || '<none>'
  return [
    `Image:\t${image}`, `Port${many}:\t${shown('containerPort')}`, `Host Port${many}:\t${shown('hostPort')}`,
    ...listed('Command', command), ...listed('Args', args), ...amounts('Limits', resources.limits), ...amounts('Requests', resources.requests),
    ...probed('Liveness', container.livenessProbe), ...probed('Readiness', container.readinessProbe), ...probed('Startup', container.startupProbe),
    ...sources(container), ...environment(container), ...mounts(container),
  ]
}

/** Lines of one argument go under each other. */
const listed = (title: string, words: readonly string[] | undefined): readonly string[] =>
  words === undefined || words.length === 0 ? [] : [`${title}:`, ...words.flatMap((word) => word.split('\n')).map((line) => `  ${line}`)]

const amounts = (title: string, list: ResourceList | undefined): readonly string[] => {
  const names = Object.keys(list ?? {}).sort()
  return names.length === 0 ? [] : [`${title}:`, ...names.map((name) => `  ${name}:\t${list?.[name]}`)]
}

function probed(title: string, probe: Probe | undefined): readonly string[] {
  if (probe === undefined) return []
  const { initialDelaySeconds = 0, timeoutSeconds = 1, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`
  return [`${title}:\t${handlerOf(probe)} ${times}`]
}

function handlerOf({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec !== undefined) return `exec [${(exec.command ?? []).join(' ')}]`
  if (httpGet !== undefined) return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${httpGet.path ?? ''}`
  if (tcpSocket !== undefined) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`
  return grpc === undefined ? 'unknown' : `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`
}

function sources({ envFrom = [] }: Container): readonly string[] {
  if (envFrom.length === 0) return []
  return ['Environment Variables from:', ...envFrom.map(({ configMapRef, secretRef, prefix }) => {
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {}
    return `  ${name}\t${configMapRef === undefined ? 'Secret' : 'ConfigMap'}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}`
  })]
}

function environment(container: Container): readonly string[] {
  const { env = [] } = container
  return env.length === 0 ? ['Environment:\t<none>'] : ['Environment:', ...env.map((variable) => `  ${variable.name}:\t${valueText(variable, container)}`)]
}

function valueText({ value = '', valueFrom }: EnvVar, { resources }: Container): string {
  if (valueFrom === undefined) return value.split('\n').join('\n      \t')
  const { fieldRef, resourceFieldRef } = valueFrom as Field
  const { secretKeyRef, configMapKeyRef } = valueFrom as { readonly secretKeyRef?: KeyRef; readonly configMapKeyRef?: KeyRef }
  if (fieldRef !== undefined) return ` (v1:${fieldRef.fieldPath})`
  if (resourceFieldRef !== undefined) {
    const [section = '', name = ''] = resourceFieldRef.resource.split('.')
    return `${resources?.[section as 'limits' | 'requests']?.[name] ?? (section === 'limits' ? `node allocatable` : '0')} (${resourceFieldRef.resource})`
  }
  const ref = secretKeyRef ?? configMapKeyRef
  return ref === undefined ? '' : `<set to the key '${ref.key}' ${secretKeyRef === undefined ? 'of config map' : 'in secret'} '${ref.name ?? ''}'>\tOptional: ${ref.optional ?? false}`
}

function mounts({ volumeMounts = [] }: Container): readonly string[] {
  if (volumeMounts.length === 0) return ['Mounts:\t<none>']
  const sorted = volumeMounts.toSorted((a, b) => (a.mountPath < b.mountPath ? -1 : 1))
  return ['Mounts:', ...sorted.map(({ mountPath, name, readOnly, subPath }) => `  ${mountPath} from ${name} (${readOnly === true ? 'ro' : 'rw'}${subPath ? `,path="${subPath}"` : ''})`)]
}
