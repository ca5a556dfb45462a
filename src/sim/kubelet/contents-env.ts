import type { ConfigMap, Container, EnvVar, Millis, Secret, Service } from '../api/types.js'
import { fieldValue, resourceValue, type DownwardScope } from './contents-downward.js'
import { expandVariables } from './contents-expand.js'
import { objectAt, textsOf, type ConfigKind } from './contents-objects.js'

export interface EnvironmentScope extends DownwardScope {
  /** When the container was made: later changes of ConfigMaps and Secrets do not show. */
  readonly at: Millis
}

/**
 * A container's environment (kubelet_pods.go makeEnvironmentVariables, 1.36): variables of the namespace's Services, then envFrom, then
 * env, in which `$(NAME)` stands for what is known by then. What is missing but optional is left out.
 */
export function environmentOf(scope: EnvironmentScope, container: Container): Readonly<Record<string, string>> {
  const services = serviceVariables(scope)
  const own: Record<string, string> = {}
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const texts = configMapRef !== undefined ? keysOf(scope, 'ConfigMap', configMapRef.name) : secretRef !== undefined ? keysOf(scope, 'Secret', secretRef.name) : {}
    for (const [key, value] of Object.entries(texts ?? {})) own[prefix + key] = value
  }
  const known = (name: string): string | undefined => own[name] ?? services[name]
  for (const variable of container.env ?? []) {
    const value = valueOf(scope, container, variable, known)
    if (value !== undefined) own[variable.name] = value
  }
  return { ...services, ...own }
}

function keysOf(scope: EnvironmentScope, kind: ConfigKind, name = ''): Readonly<Record<string, string>> | undefined {
  const object = objectAt<ConfigMap & Secret>(scope.cluster, kind, `${scope.pod.metadata.namespace ?? ''}/${name}`, scope.at)
  return object === undefined ? undefined : textsOf(kind, object)
}

function valueOf(scope: EnvironmentScope, container: Container, { value, valueFrom }: EnvVar, known: (name: string) => string | undefined): string | undefined {
  if (valueFrom === undefined) return expandVariables(value ?? '', known)
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom
  if (fieldRef !== undefined) return fieldValue(scope, fieldRef.fieldPath)
  if (resourceFieldRef !== undefined) return resourceValue(scope, resourceFieldRef, container)
  if (configMapKeyRef !== undefined) return keysOf(scope, 'ConfigMap', configMapKeyRef.name)?.[configMapKeyRef.key]
  return secretKeyRef === undefined ? undefined : keysOf(scope, 'Secret', secretKeyRef.name)?.[secretKeyRef.key]
}

/** `WEB_SERVICE_HOST`, `WEB_PORT_80_TCP_ADDR` … of the Services that were there when the container was made (pkg/kubelet/envvars, 1.36). */
function serviceVariables({ cluster, pod, at }: EnvironmentScope): Readonly<Record<string, string>> {
  const namespace = pod.metadata.namespace ?? ''
  const hasLinks = pod.spec.enableServiceLinks !== false
  const variables: Record<string, string> = {}
  const homes = namespace === 'default' || !hasLinks ? ['default'] : ['default', namespace]
  for (const home of homes) {
    for (const { metadata: { name } } of cluster.store.inNamespace<Service>('Service', home)) {
      const isApi = home === 'default' && name === 'kubernetes'
      const service = isApi || (hasLinks && home === namespace) ? objectAt<Service>(cluster, 'Service', `${home}/${name}`, at) : undefined
      if (service !== undefined) addService(variables, service)
    }
  }
  return variables
}

function addService(variables: Record<string, string>, { metadata, spec }: Service): void {
  const { clusterIP, ports = [] } = spec
  const [first] = ports
  if (clusterIP === undefined || clusterIP === '' || clusterIP === 'None' || first === undefined) return
  const prefix = variableName(metadata.name)
  const urlOf = (protocol: string, port: number): string => `${protocol.toLowerCase()}://${clusterIP}:${port}`
  variables[`${prefix}_SERVICE_HOST`] = clusterIP
  variables[`${prefix}_SERVICE_PORT`] = String(first.port)
  for (const { name, port } of ports) if (name !== undefined && name !== '') variables[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port)
  variables[`${prefix}_PORT`] = urlOf(first.protocol ?? 'TCP', first.port)
  for (const { port, protocol = 'TCP' } of ports) {
    const name = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`
    variables[name] = urlOf(protocol, port)
    variables[`${name}_PROTO`] = protocol.toLowerCase()
    variables[`${name}_PORT`] = String(port)
    variables[`${name}_ADDR`] = clusterIP
  }
}

const variableName = (name: string): string => name.toUpperCase().replaceAll('-', '_')
