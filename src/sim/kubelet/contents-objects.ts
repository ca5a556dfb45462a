import type { ConfigMap, KindId, KubeObject, Millis, ObjectKey, Secret } from '../api/types.js'
import type { Cluster } from '../state.js'

/** An object as it was at an instant; undefined: there was none. What lies before the last change is read from the log. */
export function objectAt<T extends KubeObject>({ store, log }: Cluster, kind: KindId, key: ObjectKey, at: Millis): T | undefined {
  const current = store.get<T>(kind, key)
  const { entries } = log
  let last = current === undefined ? entries.length : Number(current.metadata.resourceVersion)
  if (current !== undefined && (entries[last - 1]?.at ?? 0) <= at) return current
  for (let entry = entries[--last]; entry !== undefined; entry = entries[--last]) {
    if (entry.at <= at && entry.kind === kind && entry.key === key) return entry.type === 'DELETED' ? undefined : (entry.object as T)
  }
  return undefined
}

export type ConfigKind = 'ConfigMap' | 'Secret'

/** Keys with the text of their values; of a Secret the decoded ones. */
export function textsOf(kind: ConfigKind, object: ConfigMap & Secret): Readonly<Record<string, string>> {
  const decoded = (texts: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(texts ?? {}).map(([key, value]) => [key, decodeBase64(value)]))
  return kind === 'Secret' ? decoded(object.data) : { ...object.data, ...decoded(object.binaryData) }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const digits = new Map([...alphabet].map((letter, value) => [letter, value]))

/** The bytes as UTF-8 text; bytes that are none become U+FFFD. */
export function decodeBase64(text: string): string {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    const value = digits.get(letter)
    if (value === undefined) continue
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes.push((bits >> held) & 0xff)
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}
