import { kinds } from '../../sim/api/kinds/registry.js'
import { warning, type Diagnostic } from '../diagnostics.js'
import type { ManifestObject } from '../load/manifest-objects.js'

/** Groups of configuration files that look like objects, but that no API server serves. */
const fileGroups = /(^|\.)(audit|config|kubeadm|kustomize\.config|kubelet\.config|apiserver|apiserver\.config|client\.authentication|kubescheduler\.config|kubeproxy\.config)\.k8s\.io$/

const ownGroups: ReadonlySet<string> = new Set(kinds.map(({ group }) => group))

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '')

/** `group/Kind` where the object is of a custom kind: its group is a domain that is none of Kubernetes' own. */
function customKindOf({ object: { apiVersion, kind } }: ManifestObject): string | undefined {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !/^[^/]+\/[^/]+$/.test(apiVersion)) return undefined
  const group = groupOf(apiVersion)
  return !group.includes('.') || ownGroups.has(group) || fileGroups.test(group) || group === 'settings.k8s.io' ? undefined : `${group}/${kind}`
}

export interface UndeclaredKinds {
  /** Objects whose kind no CustomResourceDefinition of the manifests declares. */
  readonly objects: ReadonlySet<ManifestObject>
  readonly diagnostics: readonly Diagnostic[]
}

/** Objects of custom kinds whose definition is elsewhere: a cluster that has it takes them, one that has not refuses them. */
export function undeclaredKinds(manifests: readonly ManifestObject[], declared: ReadonlySet<string>): UndeclaredKinds {
  const objects = manifests.filter((manifest) => {
    const kind = customKindOf(manifest)
    return kind !== undefined && !declared.has(kind)
  })
  const diagnostics = objects.map(({ object: { apiVersion, kind }, document, pointer }) => ({
    ...warning(
      document.place(`${pointer}/kind`),
      `${String(kind)} of ${String(apiVersion)} is a custom kind whose CustomResourceDefinition is not among the manifests: it is not checked, and nothing acts on it`,
      'check it together with its CustomResourceDefinition',
    ),
    api: `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`,
  }))
  return { objects: new Set(objects), diagnostics }
}
