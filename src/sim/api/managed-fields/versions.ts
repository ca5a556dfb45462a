import type { JsonObject } from '../types.js'
import type { Atom } from './atoms.js'
import { setOf, type FieldSet } from './field-set.js'
import { fieldElement } from './path-element.js'

/** A kind as field ownership sees it: in every version that it is served in. */
export interface Versions {
  /** The object in another version; undefined when that is not served. */
  readonly convert: (object: JsonObject, apiVersion: string) => JsonObject | undefined
  /** Undefined: the version is not served. */
  readonly atomOf: (apiVersion: string) => Atom | undefined
  /** Fields that the part of the object that is written (its status, or all but that) does not take. */
  readonly ignored: FieldSet
}

const path = (...names: readonly string[]): readonly string[] => names.map(fieldElement)

/** What no entry ever has (managedfields/internal stripMetaManager, 1.36). */
export const neverOwned: FieldSet = setOf([
  path('apiVersion'), path('kind'), path('metadata'),
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((name) => path('metadata', name)),
])

const nothing: FieldSet = setOf([])
const statusOnly = setOf([path('status')])
const specOnly = setOf([path('spec')])
const withMetadata = setOf([path('spec'), path('metadata')])

/** Status parts that leave more than the spec alone (registry/*\/strategy.go GetResetFields, 1.36). */
const statusParts: Readonly<Record<string, FieldSet>> = {
  'Deployment.apps': setOf([path('spec'), path('metadata', 'labels')]),
  Pod: setOf([path('spec'), path('metadata', 'deletionTimestamp'), path('metadata', 'ownerReferences')]),
  'VolumeAttachment.storage.k8s.io': withMetadata, 'ServiceCIDR.networking.k8s.io': withMetadata, 'ResourceClaim.resource.k8s.io': withMetadata,
  'FlowSchema.flowcontrol.apiserver.k8s.io': withMetadata, 'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io': withMetadata,
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io': withMetadata, 'APIService.apiregistration.k8s.io': withMetadata,
  'CustomResourceDefinition.apiextensions.k8s.io': withMetadata,
}
const wholeObjects: Readonly<Record<string, FieldSet>> = { 'CertificateSigningRequest.certificates.k8s.io': setOf([path('spec'), path('status')]) }

/** What a write of a part of an object does not take. */
export function ignoredFields(kind: string, subresource: string, isCustom: boolean, hasStatus: boolean): FieldSet {
  if (subresource === 'status') return isCustom ? withMetadata : (statusParts[kind] ?? specOnly)
  return hasStatus ? (wholeObjects[kind] ?? statusOnly) : nothing
}
