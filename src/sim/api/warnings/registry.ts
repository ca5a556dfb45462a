import { checkDnsLabel } from '../names.js'
import type { KindId, KubeObject, Pod, PodTemplateSpec } from '../types.js'
import { isEqual } from '../validation/equal.js'
import { child, fieldText, index, key, root } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { fields, hasRepeats, isPresent, items, text, texts } from '../validation/values.js'
import type { Fields } from '../validation/values.js'
import { addressWarnings, networkWarnings } from './addresses.js'
import { appArmorWarnings } from './app-armor.js'
import { expressionWarnings, deprecatedLabel, termWarnings } from './node-labels.js'
import { podWarnings } from './pod-spec.js'
import { claimSpecWarnings } from './quantities.js'
import { certificateWarnings } from './certificates.js'
import { serviceWarnings } from './service.js'
import { goneVolumeWarnings } from './volumes.js'

/** What the API server says beside a valid object: `WarningsOnCreate` and `WarningsOnUpdate` of the kinds' strategies, 1.36. */

type Warn = (object: KubeObject & Fields) => readonly string[]
interface Warnings {
  readonly create: Warn
  /** Of updates; `isChanged`: only when the spec is another. */
  readonly update?: Warn
  readonly isChanged?: boolean
}

const specPath = root('spec')
const specOf = (object: Fields): Fields => fields(object['spec'])

const templateWarnings = (path: FieldPath, template: unknown): readonly string[] => {
  const { metadata, spec } = fields(template) as unknown as Partial<PodTemplateSpec>
  return spec === undefined ? [] : podWarnings(path, spec, metadata?.annotations)
}

const namedFor = (what: string, { metadata }: KubeObject): readonly string[] => {
  const faults = checkDnsLabel(metadata.name)
  return faults.length === 0 ? [] : [`metadata.name: this is used in ${what}, which can result in surprising behavior; a DNS label is recommended: [${faults.join(' ')}]`]
}

const both = (first: readonly string[], second: readonly string[]): readonly string[] => (first.length === 0 ? second : second.length === 0 ? first : [...first, ...second])
const templatePath = child(specPath, 'template')

const workload = (isNamed: boolean, rest: Warn = () => []): Warnings => {
  const update: Warn = (object) => both(templateWarnings(templatePath, specOf(object)['template']), rest(object))
  return { create: (object) => both(isNamed ? namedFor('Pod names and hostnames', object) : [], update(object)), update, isChanged: true }
}

const statefulSetWarnings: Warn = (object) => {
  const spec = specOf(object)
  const limit = spec['revisionHistoryLimit']
  return [
    ...items(spec['volumeClaimTemplates']).flatMap((claim, position) => claimSpecWarnings(index(child(specPath, 'volumeClaimTemplates'), position), fields(claim['spec']))),
    ...(typeof limit === 'number' && limit < 0 ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : []),
  ]
}

function jobSpecWarnings(path: FieldPath, spec: Fields): readonly string[] {
  const [completions, parallelism] = [spec['completions'], spec['parallelism']].map((value) => (typeof value === 'number' ? value : 0)) as [number, number]
  const isVast = spec['completionMode'] === 'Indexed' && completions > 100_000 && parallelism > 10_000
  const vast = 'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, '
    + 'Kubernetes might not be able to track completedIndexes when a big number of indexes fail'
  return [...(isVast ? [`${fieldText(path)}: ${vast}`] : []), ...templateWarnings(child(path, 'template'), spec['template'])]
}

const jobLike = (path: FieldPath, spec: (object: Fields) => Fields): Warnings => {
  const update: Warn = (object) => jobSpecWarnings(path, spec(object))
  return { create: (object) => [...namedFor('Pod names and hostnames', object), ...update(object)], update, isChanged: true }
}

const always = (create: Warn): Warnings => ({ create, update: create })
const annotated = (object: KubeObject, name: string, message: string): readonly string[] =>
  (object.metadata.annotations?.[name] === undefined ? [] : [`${fieldText(key(child(root('metadata'), 'annotations'), name))}: ${message}`])

const classAnnotation = 'volume.beta.kubernetes.io/storage-class'
const classMessage = 'deprecated since v1.8; use "storageClassName" attribute instead'

const volumeWarnings: Warn = (object) => {
  const spec = specOf(object)
  const terms = items(fields(fields(spec['nodeAffinity'])['required'])['nodeSelectorTerms'])
  const path = child(child(child(specPath, 'nodeAffinity'), 'required'), 'nodeSelectorTerms')
  const isRecycled = spec['persistentVolumeReclaimPolicy'] === 'Recycle'
  const recycle = 'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
  return [
    ...annotated(object, classAnnotation, classMessage),
    ...annotated(object, 'volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'),
    ...(isRecycled ? [recycle] : []),
    ...terms.flatMap((term, position) => termWarnings(index(path, position), term, false)),
    ...goneVolumeWarnings(specPath, spec, true),
  ]
}

const policyWarnings: Warn = (object) => (['ingress', 'egress'] as const).flatMap((direction) => {
  const peers = direction === 'ingress' ? 'from' : 'to'
  return items(specOf(object)[direction]).flatMap((rule, position) => items(rule[peers]).flatMap((peer, place) => {
    const block = fields(peer['ipBlock'])
    const path = child(index(child(index(child(specPath, direction), position), peers), place), 'ipBlock')
    return [...networkWarnings(child(path, 'cidr'), text(block['cidr'])), ...texts(block['except']).flatMap((one, slot) => networkWarnings(index(child(path, 'except'), slot), one))]
  }))
})

const sliceWarnings: Warn = (object) => [
  ...(object['addressType'] === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  ...items(object['endpoints']).flatMap((endpoint, position) =>
    texts(endpoint['addresses']).flatMap((address, place) => addressWarnings(index(child(index(root('endpoints'), position), 'addresses'), place), address))),
]

const topologyWarnings: Warn = (object) => items(object['allowedTopologies']).flatMap((term, position) => items(term['matchLabelExpressions']).flatMap((expression, place) => {
  const message = deprecatedLabel(text(expression['key']))
  return message === undefined ? [] : [`${fieldText(child(index(child(index(root('allowedTopologies'), position), 'matchLabelExpressions'), place), 'key'))}: ${message}`]
}))

const runtimeWarnings: Warn = (object) => Object.keys(fields(fields(object['scheduling'])['nodeSelector'])).flatMap((name) => {
  const message = deprecatedLabel(name)
  return message === undefined ? [] : [`scheduling.nodeSelector: ${message}`]
})

const driverWarnings: Warn = (object) => {
  const spec = specOf(object)
  const isSaid = items(spec['tokenRequests']).length > 0 && !isPresent(spec['serviceAccountTokenInSecrets'])
  const message = 'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes'
  return isSaid ? [message] : []
}

const nodeWarnings: Warn = (object) =>
  (text(specOf(object)['externalID']) === '' ? [] : ['spec.externalID: this field is deprecated, and is unused by Kubernetes'])

const ingressClass = 'kubernetes.io/ingress.class'
const ingressWarnings: Warn = (object) => {
  const isSaid = object.metadata.annotations?.[ingressClass] !== undefined && !isPresent(specOf(object)['ingressClassName'])
  return isSaid ? [`annotation "${ingressClass}" is deprecated, please use 'spec.ingressClassName' instead`] : []
}

const endpointsWarnings: Warn = (object) => items(object['subsets']).flatMap((subset, position) => ['addresses', 'notReadyAddresses'].flatMap((list) =>
  items(subset[list]).flatMap((address, place) => addressWarnings(child(index(child(index(root('subsets'), position), list), place), 'ip'), text(address['ip'])))))

const byKind: Readonly<Record<KindId, Warnings>> = {
  Pod: { create: (object) => [...namedFor("the Pod's hostname", object), ...podWarnings(undefined, (object as unknown as Pod).spec, object.metadata.annotations)] },
  PodTemplate: always((object) => templateWarnings(root('template'), object['template'])),
  ReplicationController: workload(true),
  'ReplicaSet.apps': workload(true),
  'Deployment.apps': workload(true),
  'DaemonSet.apps': workload(false),
  'StatefulSet.apps': workload(false, statefulSetWarnings),
  'Job.batch': jobLike(specPath, specOf),
  'CronJob.batch': jobLike(child(child(specPath, 'jobTemplate'), 'spec'), (object) => fields(fields(specOf(object)['jobTemplate'])['spec'])),
  Service: always(serviceWarnings),
  Endpoints: always(endpointsWarnings),
  'EndpointSlice.discovery.k8s.io': always(sliceWarnings),
  PersistentVolume: always(volumeWarnings),
  PersistentVolumeClaim: always((object) => [...annotated(object, classAnnotation, classMessage), ...claimSpecWarnings(specPath, specOf(object))]),
  Node: always(nodeWarnings),
  Secret: always(certificateWarnings),
  ServiceAccount: { create: (object) => annotated(object, 'kubernetes.io/enforce-mountable-secrets', 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets') },
  'Ingress.networking.k8s.io': { create: ingressWarnings },
  'NetworkPolicy.networking.k8s.io': always(policyWarnings),
  'StorageClass.storage.k8s.io': always(topologyWarnings),
  'CSIDriver.storage.k8s.io': { create: driverWarnings },
  'CSIStorageCapacity.storage.k8s.io': always((object) => expressionWarnings(child(root('nodeTopology'), 'matchExpressions'), fields(object['nodeTopology'])['matchExpressions'], false)),
  'RuntimeClass.node.k8s.io': always(runtimeWarnings),
}

/** The server says nothing twice. */
const once = (warnings: readonly string[]): readonly string[] => (hasRepeats(warnings, (warning) => warning) ? [...new Set(warnings)] : warnings)

/** Warnings of a valid object: on creation, or beside the stored one on an update. */
export function warningsFor(kind: KindId, object: KubeObject, old?: KubeObject): readonly string[] {
  const warnings = byKind[kind]
  if (warnings === undefined) return []
  const open = object as KubeObject & Fields
  if (old === undefined) return once(warnings.create(open))
  const isChanged = warnings.isChanged !== true || !isEqual(open['spec'], fields(old)['spec'])
  return isChanged ? once(warnings.update?.(open) ?? []) : []
}

/** Said of the object as it was sent, before its annotations became fields. */
export const earlyWarningsFor = (kind: KindId, object: KubeObject): readonly string[] => (kind === 'Pod' ? appArmorWarnings(object as Pod) : [])

const deprecatedKinds: Readonly<Record<KindId, string>> = { Endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice' }

/** Said of a kind whatever becomes of the request. */
export const deprecationOf = (kind: KindId): readonly string[] => (deprecatedKinds[kind] === undefined ? nothing : [deprecatedKinds[kind]])
const nothing: readonly never[] = []
