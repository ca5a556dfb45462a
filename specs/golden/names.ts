import type { Clean } from './facts.js'
import { textAt } from './fields.js'
import type { Life } from './lives.js'
import { groupOfNode } from './node-groups.js'

/** What a life is called in every run. Pods of one controller, but a StatefulSet's, share a name: they are a pool. */
export interface Label {
  readonly subject: string
  readonly isPool: boolean
}

export interface Names {
  readonly labels: ReadonlyMap<Life, Label>
  readonly clean: Clean
}

/** Kinds that controllers name. */
const generated = new Set(['ReplicaSet', 'Job', 'EndpointSlice', 'ControllerRevision'])
const isGenerated = ({ kind, owner }: Life): boolean => generated.has(kind) && owner !== undefined
const isPooled = ({ kind, owner }: Life): boolean => kind === 'Pod' && owner !== undefined && !owner.startsWith('StatefulSet/')
/** Owners come before what they own, whichever watch was quicker. */
const rank = ({ kind }: Life): number => (kind === 'Pod' ? 2 : generated.has(kind) ? 1 : 0)

/** Counts 1, 2, 3 … for each key. */
function createCounter(): (key: string) => number {
  const counts = new Map<string, number>()
  return (key) => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
}

const givenName = ({ kind, namespace, name }: Life): string => `${kind} ${namespace === '' || namespace === 'default' ? '' : `${namespace}:`}${name}`

interface Labelled {
  readonly labels: ReadonlyMap<Life, Label>
  /** By key, without the number of the life. */
  readonly names: ReadonlyMap<string, string>
}

function labelLives(lives: readonly Life[]): Labelled {
  const names = new Map<string, string>()
  const labels = new Map<Life, Label>()
  const count = createCounter()
  const nameOf = (life: Life): string => {
    const owner = life.owner === undefined ? '' : (names.get(life.owner) ?? life.owner)
    if (isPooled(life)) return `Pod of ${owner}`
    return isGenerated(life) ? (names.get(life.key) ?? `${life.kind} ${count(`${life.kind} of ${owner}`)} of ${owner}`) : givenName(life)
  }
  for (const life of lives.toSorted((a, b) => rank(a) - rank(b))) {
    const name = nameOf(life)
    names.set(life.key, name)
    const number = isPooled(life) || generated.has(life.kind) ? 1 : count(`lives of ${life.key}`)
    labels.set(life, { subject: number === 1 ? name : `${name} (life ${number})`, isPool: isPooled(life) })
  }
  return { labels, names }
}

/** Template and revision hashes appear in texts without the name of their object. */
function hashOf({ snapshots: [first] }: Life): string {
  const labels = ['pod-template-hash', 'controller-revision-hash'].map((label) => textAt(first?.object, ['metadata', 'labels', label]))
  return labels.find((hash) => hash !== '') ?? ''
}

function replacements(lives: readonly Life[], names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  for (const life of lives) {
    if (life.kind === 'Node') words.set(life.name, groupOfNode(life.name))
    else if (isPooled(life) || isGenerated(life)) words.set(life.name, `<${names.get(life.key)}>`)
  }
  for (const hash of lives.map(hashOf)) if (hash.length > 4) words.set(hash, '<hash>')
  return words
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function replaceWords(words: ReadonlyMap<string, string>): Clean {
  if (words.size === 0) return (text) => text
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length).map(escaped)
  const pattern = new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.join('|')})(?![A-Za-z0-9])`, 'g')
  return (text) => text.replace(pattern, (word) => words.get(word) ?? word)
}

/** What a real or simulated cluster chooses freely, or measures. */
const chosen: readonly (readonly [pattern: RegExp, alike: string])[] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>'],
  [/kube-api-access-[a-z0-9]{5}/g, '<token volume>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<ip>'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/(?<=(?:in|\() ?)\d+(?:\.\d+)?(?:ms|s|m\d+s)(?= \(| including|\b)/g, '<duration>'],
  [/ fakeRuntime:\/\/\S+|[a-z-]+:\/\/[0-9a-f]{64}/g, '<container id>'],
  [/Image size: \d+ bytes/g, 'Image size: <size>'],
  [/(?<=pods "[^"]*)-[bcdfghjklmnpqrstvwxz2456789]{5}(?=")/g, '-<random>'], // of a pod that never came to be
]

/** Names that say the same in every run of a scenario, and the texts' rewriting that goes with them. */
export function nameLives(lives: readonly Life[]): Names {
  const { labels, names } = labelLives(lives)
  const replace = replaceWords(replacements(lives, names))
  const known = new Map<string, string>()
  const clean: Clean = (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const alike = chosen.reduce((cleaned, [pattern, word]) => cleaned.replace(pattern, word), replace(text)).trim()
    known.set(text, alike)
    return alike
  }
  return { labels, clean }
}
