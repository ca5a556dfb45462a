import type { KubeObject, Node, StringMap } from '../types.js'
import type { AdmissionLookup, ObjectPlugin } from './define.js'

/** Plugins `TaintNodesByCondition`, `DefaultStorageClass`, `StorageObjectInUseProtection`, `DefaultIngressClass` 1.36. */

type WithSpec = KubeObject & { readonly spec?: Readonly<Record<string, unknown>> }

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

/** A new node is not ready until its kubelet says so. */
function taintNode(object: KubeObject): KubeObject {
  const node = object as Node
  const taints = node.spec?.taints ?? []
  if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return object
  return { ...node, spec: { ...node.spec, taints: [...taints, notReady] } } as KubeObject
}

export const taintNodesByCondition: ObjectPlugin = { name: 'TaintNodesByCondition', kind: 'Node', mutate: taintNode }

/** The newest of the classes that are marked as default, by name where they are of one age. */
function defaultClass(classes: readonly KubeObject[], annotations: readonly string[]): KubeObject | undefined {
  const marked = classes.filter(({ metadata }) => annotations.some((name) => metadata.annotations?.[name] === 'true'))
  const order = (a: KubeObject, b: KubeObject): number =>
    a.metadata.creationTimestamp === b.metadata.creationTimestamp
      ? a.metadata.name < b.metadata.name
        ? -1
        : 1
      : a.metadata.creationTimestamp > b.metadata.creationTimestamp
        ? -1
        : 1
  return marked.toSorted(order)[0]
}

const withSpec = (object: WithSpec, name: string, value: unknown): KubeObject => ({ ...object, spec: { ...object.spec, [name]: value } }) as KubeObject

function storageClass(object: KubeObject, lookup: AdmissionLookup): KubeObject {
  const { spec, metadata } = object as WithSpec
  if (spec?.['storageClassName'] !== undefined || metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return object
  const found = defaultClass(lookup.list('StorageClass.storage.k8s.io', undefined), [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ])
  return found ? withSpec(object, 'storageClassName', found.metadata.name) : object
}

export const defaultStorageClass: ObjectPlugin = { name: 'DefaultStorageClass', kind: 'PersistentVolumeClaim', mutate: storageClass }

const protect =
  (finalizer: string) =>
  (object: KubeObject): KubeObject => {
    const finalizers = object.metadata.finalizers ?? []
    return finalizers.includes(finalizer) ? object : { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
  }

export const claimProtection: ObjectPlugin = {
  name: 'StorageObjectInUseProtection',
  kind: 'PersistentVolumeClaim',
  mutate: protect('kubernetes.io/pvc-protection'),
}
export const volumeProtection: ObjectPlugin = { name: 'StorageObjectInUseProtection', kind: 'PersistentVolume', mutate: protect('kubernetes.io/pv-protection') }

const classAnnotation = 'kubernetes.io/ingress.class'
const hasClass = ({ spec, metadata }: WithSpec): boolean =>
  spec?.['ingressClassName'] !== undefined || (metadata.annotations as StringMap | undefined)?.[classAnnotation] !== undefined

function ingressClass(object: KubeObject, lookup: AdmissionLookup): KubeObject {
  if (hasClass(object)) return object
  const found = defaultClass(lookup.list('IngressClass.networking.k8s.io', undefined), ['ingressclass.kubernetes.io/is-default-class'])
  return found ? withSpec(object, 'ingressClassName', found.metadata.name) : object
}

export const defaultIngressClass: ObjectPlugin = { name: 'DefaultIngressClass', kind: 'Ingress.networking.k8s.io', mutate: ingressClass }
