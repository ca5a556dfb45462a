import { objectKey } from '../../sim/store/keys.js'
import type { Container, KindId } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import { warning, type Diagnostic } from '../diagnostics.js'
import type { PodTemplate } from './pod-templates.js'

interface Need {
  readonly kind: KindId
  /** `configmap`, as kubectl says it. */
  readonly word: string
  readonly name: string
  readonly pointer: string
}

/** ConfigMaps, Secrets, claims and ServiceAccounts that pods cannot do without and that neither the manifests nor the cluster has. */
export function missingReferences(view: ClusterView, templates: readonly PodTemplate[]): readonly Diagnostic[] {
  return templates.flatMap((template) => {
    const told = new Set<string>()
    return needsOf(template).filter(({ kind, name }) => view.store.get(kind, objectKey(template.namespace, name)) === undefined).flatMap((need) => {
      const { manifest: { document, pointer } } = template.checked
      if (told.has(`${need.word}/${need.name}`)) return []
      told.add(`${need.word}/${need.name}`)
      return [warning(document.place(`${pointer}${template.pointer}${need.pointer}`), `${need.word}/${need.name} is not there: the pods of ${template.ref} cannot ${need.word === 'serviceaccount' ? 'be made' : 'start'}`)]
    })
  })
}

function needsOf(template: PodTemplate): readonly Need[] {
  const { spec: { volumes = [], containers, initContainers = [], serviceAccountName }, checked: { object } } = template
  const claims = new Set(claimTemplatesOf(object))
  const inVolumes = volumes.flatMap(({ name, configMap, secret, persistentVolumeClaim: claim }, i): readonly Need[] => [
    ...need('ConfigMap', configMap?.name, `/volumes/${i}/configMap/name`, configMap?.optional),
    ...need('Secret', secret?.secretName, `/volumes/${i}/secret/secretName`, secret?.optional),
    ...need('PersistentVolumeClaim', claims.has(name) ? undefined : claim?.claimName, `/volumes/${i}/persistentVolumeClaim/claimName`),
  ])
  return [
    ...need('ServiceAccount', serviceAccountName, '/serviceAccountName'),
    ...inVolumes,
    ...initContainers.flatMap((container, i) => needsOfContainer(container, `/initContainers/${i}`)),
    ...containers.flatMap((container, i) => needsOfContainer(container, `/containers/${i}`)),
  ]
}

const claimTemplatesOf = (object: unknown): readonly string[] =>
  ((object as { readonly spec?: { readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[] } }).spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name)

const need = (kind: KindId, name: string | undefined, pointer: string, isOptional = false): readonly Need[] =>
  (name === undefined || name === '' || isOptional ? [] : [{ kind, word: kind.toLowerCase(), name, pointer }])

const needsOfContainer = ({ env = [], envFrom = [] }: Container, at: string): readonly Need[] => [
  ...envFrom.flatMap(({ configMapRef, secretRef }, i) => [
    ...need('ConfigMap', configMapRef?.name, `${at}/envFrom/${i}/configMapRef/name`, configMapRef?.optional),
    ...need('Secret', secretRef?.name, `${at}/envFrom/${i}/secretRef/name`, secretRef?.optional),
  ]),
  ...env.flatMap(({ valueFrom }, i) => [
    ...need('ConfigMap', valueFrom?.configMapKeyRef?.name, `${at}/env/${i}/valueFrom/configMapKeyRef/name`, valueFrom?.configMapKeyRef?.optional),
    ...need('Secret', valueFrom?.secretKeyRef?.name, `${at}/env/${i}/valueFrom/secretKeyRef/name`, valueFrom?.secretKeyRef?.optional),
  ]),
]

