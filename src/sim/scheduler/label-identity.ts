import type { StringMap } from '../api/types.js'

/**
 * Namespace and labels of a pod: all that another pod's terms can ask of it. Interned: pods that are alike, the order of their
 * labels included, share one object, so that answers can be kept by reference.
 */
export interface LabelIdentity {
  readonly namespace: string
  readonly labels: StringMap
}

const noLabels: StringMap = Object.freeze({})
const limit = 20_000
const byReference = new WeakMap<StringMap, LabelIdentity[]>()
const byText = new Map<string, LabelIdentity>()

export function identityOf(namespace: string, labels: StringMap = noLabels): LabelIdentity {
  const known = byReference.get(labels)
  if (known !== undefined) for (const identity of known) if (identity.namespace === namespace) return identity
  const identity = internIdentity(namespace, labels)
  if (known === undefined) byReference.set(labels, [identity])
  else known.push(identity)
  return identity
}

function internIdentity(namespace: string, labels: StringMap): LabelIdentity {
  let text = namespace
  for (const key in labels) text += `\n${key}=${labels[key]}`
  const known = byText.get(text)
  if (known !== undefined) return known
  if (byText.size >= limit) byText.clear()
  const identity = { namespace, labels }
  byText.set(text, identity)
  return identity
}
