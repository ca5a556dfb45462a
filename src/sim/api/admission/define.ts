import { forbidden } from '../errors.js'
import type { ApiError } from '../errors.js'
import type { KindId, KubeObject, ObjectKey, PodSpec } from '../types.js'

/** What admission may ask of the cluster. `list` gives every object of the kind, in the namespace when it has one. */
export interface AdmissionLookup {
  readonly get: (kind: KindId, key: ObjectKey) => KubeObject | undefined
  readonly list: (kind: KindId, namespace: string | undefined) => readonly KubeObject[]
}

/** A refusal in the plugin's words, without `pods "x" is forbidden: `. */
export interface Refusal {
  readonly why: string
}
export const refuse = (why: string): Refusal => ({ why })
export const isRefusal = (value: object): value is Refusal => 'why' in value

/** What a pod's admission changes: everything but its own metadata. Pods of one template share it by reference. */
export interface PodDraft {
  readonly spec: PodSpec
  /** Annotations to add to the pod. */
  readonly annotations: Readonly<Record<string, string>>
}

/** One plugin's part in the admission of pods. It reads the cluster through `lookup` alone, so that its outcome can be kept. */
export interface PodPlugin {
  readonly name: string
  /** The changed draft; the same reference when there is nothing to change. */
  readonly mutate?: (draft: PodDraft, namespace: string, lookup: AdmissionLookup) => PodDraft | Refusal
  /** Asked after validation. */
  readonly review?: (spec: PodSpec, namespace: string, lookup: AdmissionLookup) => Refusal | undefined
}

/** A plugin for another kind. */
export interface ObjectPlugin {
  readonly name: string
  readonly kind: KindId
  readonly mutate?: (object: KubeObject, lookup: AdmissionLookup) => KubeObject | Refusal
  readonly review?: (object: KubeObject, lookup: AdmissionLookup) => Refusal | undefined
}

const isGenerated = (name: string, prefix: string): boolean => name.length === Math.min(prefix.length, 58) + 5 && name.startsWith(prefix.slice(0, 58))

/** The name that refusals print: the server has not generated one yet when it admits (`pods "web-6d4b9-" is forbidden`). */
function printedName({ metadata: { name, generateName } }: KubeObject): string {
  if (!generateName) return name ?? ''
  return !name || isGenerated(name, generateName) ? generateName : name
}

export const refusalError = (resource: string, object: KubeObject, { why }: Refusal): ApiError => forbidden(resource, printedName(object), why)
