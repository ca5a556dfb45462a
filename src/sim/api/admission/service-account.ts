import { checkPathSegment } from '../names.js'
import type { Container, PodSpec, ServiceAccount, Volume, VolumeMount } from '../types.js'
import { refuse } from './define.js'
import type { AdmissionLookup, PodDraft, PodPlugin, Refusal } from './define.js'

/** Every pod has an account, and its token unless it declines: plugin `ServiceAccount` 1.36. */

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const tokenPrefix = 'kube-api-access-'
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
const mirror = 'kubernetes.io/config.mirror'

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let position = 0; position < text.length; position++) value = Math.imul(value ^ text.charCodeAt(position), 0x01000193) >>> 0
  return value
}

/**
 * Five characters of the server's alphabet. The server draws them; here they follow from the pod, so that pods of one template
 * share their spec, and so that no draw depends on which pod of a template came first.
 */
function tokenSuffix(spec: PodSpec, namespace: string): string {
  const words = [namespace, spec.serviceAccountName, ...(spec.containers ?? []).flatMap(({ name, image }) => [name, image])]
  let rest = hash(words.join('\n'))
  let suffix = ''
  for (let place = 0; place < 5; place++) {
    suffix += alphabet.charAt(rest % alphabet.length)
    rest = Math.floor(rest / alphabet.length)
  }
  return suffix
}

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ],
    defaultMode: 420,
  },
})

/** Names that cannot be part of a URL are not even looked for. */
function unknownPathName(name: string): string | undefined {
  const [fault] = checkPathSegment(name)
  return fault === undefined ? undefined : `invalid resource name ${JSON.stringify(name)}: [${fault}]`
}

const hasToken = ({ volumeMounts = [] }: Container): boolean => volumeMounts.some(({ mountPath }) => mountPath === tokenPath)

function withMount(containers: readonly Container[], mount: VolumeMount): readonly Container[] {
  return containers.map((container) => (hasToken(container) ? container : { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] }))
}

function mountToken(spec: PodSpec, namespace: string): PodSpec {
  const { volumes = [], initContainers } = spec
  // a pod without containers is refused later, by validation
  const containers = (spec.containers as PodSpec['containers'] | undefined) ?? []
  const existing = volumes.find((volume) => (volume.name as string | undefined)?.startsWith(tokenPrefix) === true)
  if (![...containers, ...(initContainers ?? [])].some((container) => !hasToken(container))) return spec
  const name = existing?.name ?? `${tokenPrefix}${tokenSuffix(spec, namespace)}`
  const mount: VolumeMount = { name, readOnly: true, mountPath: tokenPath }
  return {
    ...spec,
    ...(spec.containers && { containers: withMount(containers, mount) }),
    ...(initContainers && { initContainers: withMount(initContainers, mount) }),
    ...(!existing && { volumes: [...volumes, tokenVolume(name)] }),
  }
}

function mutate(draft: PodDraft, namespace: string, lookup: AdmissionLookup): PodDraft | Refusal {
  const name = draft.spec.serviceAccountName || 'default'
  const account = lookup.get('ServiceAccount', `${namespace}/${name}`) as ServiceAccount | undefined
  if (!account) return refuse(`error looking up service account ${namespace}/${name}: ${unknownPathName(name) ?? `serviceaccount "${name}" not found`}`)
  let spec: PodSpec =
    draft.spec.serviceAccountName === name && draft.spec.serviceAccount === name
      ? draft.spec
      : { ...draft.spec, serviceAccountName: name, serviceAccount: name }
  const isMounted = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
  if (isMounted) spec = mountToken(spec, namespace)
  const secrets = account.imagePullSecrets ?? []
  if ((spec.imagePullSecrets ?? []).length === 0 && secrets.length > 0) spec = { ...spec, imagePullSecrets: secrets.map((secret) => ({ name: secret.name })) }
  return spec === draft.spec ? draft : { ...draft, spec }
}

export const serviceAccount: PodPlugin = { name: 'ServiceAccount', mutate }
/** Pods that a kubelet mirrors have no account. */
export const isMirrorPod = (annotations: Readonly<Record<string, string>> | undefined): boolean => annotations?.[mirror] !== undefined
