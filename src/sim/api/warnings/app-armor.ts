import { mapSame } from '../defaults/fill.js'
import { isEqual } from '../validation/equal.js'
import type { Container, Pod } from '../types.js'

/** The annotations by which AppArmor profiles were set before 1.30 become fields (registry/core/pod `applyAppArmorVersionSkew` 1.36). */

export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'

interface Profile {
  readonly type: string
  readonly localhostProfile?: string
}

/** The field that an annotation stands for; undefined when there is none, or the profile would not be valid. */
export function appArmorField(annotation: string): Profile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  if (!annotation.startsWith('localhost/')) return undefined
  const localhostProfile = annotation.slice('localhost/'.length)
  return localhostProfile === '' || localhostProfile.trim() !== localhostProfile || localhostProfile.length > 4095 ? undefined : { type: 'Localhost', localhostProfile }
}

type Secured = { readonly appArmorProfile?: Profile }

/** The annotation of a container that has no profile of its own. */
function annotationOf(container: Container, annotations: Readonly<Record<string, string>>): string | undefined {
  return (container.securityContext as Secured | undefined)?.appArmorProfile === undefined ? annotations[`${appArmorPrefix}${container.name}`] : undefined
}

const hasAnnotations = ({ metadata: { annotations } }: Pod): boolean => annotations !== undefined && Object.keys(annotations).some((name) => name.startsWith(appArmorPrefix))

export function syncAppArmor(pod: Pod): Pod {
  if (!hasAnnotations(pod) || pod.spec.os?.name === 'windows') return pod
  const annotations = pod.metadata.annotations ?? {}
  const ofPod = (pod.spec.securityContext as Secured | undefined)?.appArmorProfile
  const synced = (container: Container): Container => {
    const profile = appArmorField(annotationOf(container, annotations) ?? '')
    if (profile === undefined || isEqual(profile, ofPod)) return container
    return { ...container, securityContext: { ...container.securityContext, appArmorProfile: profile } as unknown as NonNullable<Container['securityContext']> }
  }
  const { containers, initContainers } = pod.spec
  return { ...pod, spec: { ...pod.spec, containers: mapSame(containers, synced), ...(initContainers && { initContainers: mapSame(initContainers, synced) }) } }
}

/** What the server warns of: annotations without a field of the same meaning. */
export function appArmorWarnings(pod: Pod): readonly string[] {
  if (!hasAnnotations(pod) || pod.spec.os?.name === 'windows') return []
  const annotations = pod.metadata.annotations ?? {}
  const ofPod = (pod.spec.securityContext as Secured | undefined)?.appArmorProfile
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap((container) => {
    const annotation = annotationOf(container, annotations)
    if (annotation === undefined) return []
    const profile = appArmorField(annotation)
    const isSaid = profile === undefined || !isEqual(profile, ofPod)
    return isSaid ? [`metadata.annotations[${appArmorPrefix}${container.name}]: deprecated since v1.30; use the "appArmorProfile" field instead`] : []
  })
}
