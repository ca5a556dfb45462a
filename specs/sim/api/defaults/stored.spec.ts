import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadText } from '../../../../src/harness/load/load.js'
import { flattenObjects } from '../../../../src/harness/load/manifest-objects.js'
import { decode } from '../../../../src/sim/api/decode/decode.js'
import { besideProject, linesBeside } from '../recordings.js'

type Fields = Record<string, unknown>
interface Stored {
  readonly file: string
  readonly object: Fields & { readonly kind: string; readonly metadata: { readonly name: string } }
}

/** What is added after defaulting: by admission, by the strategy of a kind, by allocators. */
const addedLater = [
  /^metadata\.(uid|creationTimestamp|generation|resourceVersion|namespace|finalizers|managedFields)$/,
  /^Pod spec\.(priority|preemptionPolicy|serviceAccountName|serviceAccount|tolerations|priorityClassName)$/,
  /^Pod status(\.|$)/,
  /^Pod spec\.containers\.\d+\.securityContext$/,
  /^Service spec\.(clusterIPs?|ipFamilies|ipFamilyPolicy|healthCheckNodePort|ports\.\d+\.nodePort)$/,
  /^Job (metadata\.labels|spec\.selector|spec\.template\.metadata\.labels)(\.|$)/,
  /^PersistentVolume status\.lastPhaseTransitionTime$/,
]

const isToken = (item: unknown): boolean => String((item as Fields | undefined)?.['name']).startsWith('kube-api-access-')

/** Without nulls and without the mounted token of the service account. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isToken(item)).map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, entry]) => entry !== null && !(Array.isArray(entry) && entry.length > 0 && entry.every(isToken)))
  return Object.fromEntries(entries.map(([key, entry]) => [key, plain(entry)]))
}

/** `path: ours / theirs` for every place where two values differ. */
function differences(ours: unknown, theirs: unknown, path: string): readonly string[] {
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null) {
    return Object.is(ours, theirs) ? [] : [`${path}: ${JSON.stringify(ours)} / ${JSON.stringify(theirs)}`]
  }
  const [left, right] = [ours as Fields, theirs as Fields]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => differences(left[key], right[key], path === '' ? key : `${path}.${key}`))
}

/** Versions that are converted, and fields that are filled from annotations, are compared elsewhere. */
const isCompared = ({ object }: Stored): boolean => object['apiVersion'] !== 'autoscaling/v1'

const stored = linesBeside<Stored>('golden/api/stored.jsonl')

function manifestsOf(file: string): readonly Fields[] {
  const { documents } = loadText({ file, text: readFileSync(besideProject(`corpus/${file}`), 'utf8') })
  return flattenObjects(documents).objects.map((manifest) => manifest.object as Fields)
}

describe.skipIf(!stored)('objects as Kubernetes 1.36.2 stores them', () => {
  it.each((stored ?? []).filter(isCompared).map((each) => [`${each.file} ${each.object.kind} ${each.object.metadata.name}`, each] as const))('%s', (_, { file, object }) => {
    const manifest = manifestsOf(file).find(
      (candidate) => candidate['kind'] === object.kind && [object.metadata.name, undefined].includes((candidate['metadata'] as Fields)['name'] as string | undefined),
    )
    const decoded = decode(manifest)
    expect(decoded.problems).toEqual([])
    const ours = decoded.ok ? decoded.kind.defaults(decoded.object) : undefined
    const unexpected = differences(plain(ours), plain(object), '').filter((difference) => {
      const path = difference.slice(0, difference.indexOf(':'))
      return !addedLater.some((pattern) => pattern.test(path) || pattern.test(`${object.kind} ${path}`))
    })
    expect(unexpected).toEqual([])
  })
})
