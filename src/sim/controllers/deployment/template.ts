import type { PodTemplateSpec, StringMap } from '../../api/types.js'

/** The label that tells the pods of one template of a Deployment from those of another. */
export const hashLabel = 'pod-template-hash'

/** The decimal digits of a hash in letters that make no words (apimachinery util/rand.SafeEncodeString). */
export const safeEncode = (hash: number): string => [...String(hash)].map((digit) => 'bcdfghjklmnpqrstvwxz2456789'[digit.charCodeAt(0) % 27]).join('')

const hashes = new WeakMap<PodTemplateSpec, Map<number, string>>()

/**
 * A name for a template: FNV-1a over its canonical JSON, then the number of collisions. As with controller.ComputeHash the same
 * template gives the same text for ever; the text itself differs from Go's, which hashes a dump of Go structures.
 */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  let known = hashes.get(template)
  if (known === undefined) hashes.set(template, (known = new Map()))
  const collisions = collisionCount ?? -1
  let hash = known.get(collisions)
  if (hash === undefined) known.set(collisions, (hash = safeEncode(fnv1a(canonical(template), collisionCount))))
  return hash
}

function fnv1a(text: string, collisionCount: number | undefined): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  if (collisionCount === undefined) return hash >>> 0
  for (let byte = 0; byte < 8; byte++) hash = Math.imul(hash ^ (byte < 4 ? (collisionCount >>> (8 * byte)) & 255 : 0), 0x01000193)
  return hash >>> 0
}

/** JSON with sorted keys and without what is empty, which Kubernetes does not tell from what is absent. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, part]) => !isEmpty(part)).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

/** Whether two templates ask for the same pods, whatever their hash labels (deployment_util.go EqualIgnoreHash). */
export function isSameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  if (a === b) return true
  if (!isSame(withoutHash(a.metadata?.labels), withoutHash(b.metadata?.labels))) return false
  return isSame({ ...a.metadata, labels: undefined }, { ...b.metadata, labels: undefined }) && isSame(a.spec, b.spec)
}

function withoutHash(labels: StringMap = {}): StringMap {
  if (!Object.hasOwn(labels, hashLabel)) return labels
  const { [hashLabel]: _hash, ...rest } = labels
  return rest
}

/** Semantic equality: empty and absent are the same (apiequality.Semantic.DeepEqual). */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  }
  for (const key in x) if (!isSame(x[key], y[key])) return false
  for (const key in y) if (!Object.hasOwn(x, key) && !isEmpty(y[key])) return false
  return true
}

/** The template of the ReplicaSet: the same pod spec, and the hash among the labels. */
export function hashedTemplate(template: PodTemplateSpec, hash: string): PodTemplateSpec {
  return { ...template, metadata: { ...template.metadata, labels: { ...template.metadata?.labels, [hashLabel]: hash } } }
}
