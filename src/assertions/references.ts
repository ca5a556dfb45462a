import { compileSelector, parseSelector, type LabelPredicate } from '../sim/api/labels.js'
import type { Json, JsonObject, KindId, KubeObject, StringMap } from '../sim/api/types.js'
import { objectText } from '../sim/trace-text.js'
import { controllerOf, kindIdOf, nameOfKey, namespaceOfKey, objectKey, type ClusterView } from '../sim/view.js'
import { isExact, readText, type TextMatcher } from './matchers.js'
import { complain, take, under, type KindName, type Reading } from './reading.js'
import { describeValue } from './values/parsed.js'
import type { ObjectRef } from './verdict.js'

/** The keys of a reference that names one or several objects. */
export const referenceKeys = ['name', 'namespace', 'select', 'owner'] as const

/** Objects that an assertion is about. */
export interface Selection {
  readonly kind: KindId
  /** `deployment/web`, `pods app=web`, `pods web-* of deployment/web`. */
  readonly text: string
  /** Set when it names exactly one object. */
  readonly exact: ObjectRef | undefined
  readonly namespace: string
  readonly labels: StringMap
  readonly find: (view: ClusterView) => readonly KubeObject[]
  /** Whether it selects the object; undefined when that takes other objects to tell. */
  readonly includes: ((object: KubeObject) => boolean) | undefined
}

/** `deployment/web` or `other:deployment/web`; the name may be a pattern. */
export interface Reference {
  readonly kind: KindName | undefined
  readonly namespace: string | undefined
  readonly name: TextMatcher
  readonly text: string
}

const reference = /^(?:([a-z0-9-]+):)?([A-Za-z0-9.-]+)\/(.+)$/s

/** A reference whose kind may be left out where `isKindOptional`; undefined after a complaint. */
export function readReference(raw: Json, reading: Reading, isKindOptional = false): Reference | undefined {
  if (typeof raw !== 'string' || raw === '') return complain(reading, `must be a reference such as \`deployment/web\`, but is ${describeValue(raw)}`)
  const match = raw.startsWith('/') ? null : reference.exec(raw)
  if (match === null && !isKindOptional) return complain(reading, `must be a reference such as \`deployment/web\`, but is ${describeValue(raw)}`)
  const [, namespace, word, rest = raw] = match ?? []
  const kind = word === undefined ? undefined : reading.scope.kindNamed(word)
  if (word !== undefined && kind === undefined) return complain(reading, `names the kind \`${word}\`, which this cluster does not know`)
  const name = take(reading, rest, readText)
  return name === undefined ? undefined : { kind, namespace, name, text: raw }
}

/** `deployment/web`; `other:deployment/web` outside the namespace `default`; `node/worker-1`. */
export const refText = ({ kind, key }: ObjectRef): string => objectText(kind.split('.')[0]!, { name: nameOfKey(key), namespace: namespaceOfKey(key) })

interface Filter {
  readonly namespace: string
  readonly isEverywhere: TextMatcher | undefined
  readonly name: TextMatcher | undefined
  readonly exactName: string | undefined
  readonly labels: LabelPredicate | undefined
  readonly pairs: StringMap
  readonly owner: Reference | undefined
}

/** Reads the reference part of a subject's matchers. `word` is how the subject is called in texts: `pods`, `deployment`. */
export function readSelection(kind: KindName, word: string, raw: JsonObject, reading: Reading): Selection {
  const filter = readFilter(kind, raw, reading)
  const { exactName, namespace } = filter
  const isOne = exactName !== undefined && filter.isEverywhere === undefined && raw['select'] === undefined && filter.owner === undefined
  const exact: ObjectRef | undefined = isOne ? { kind: kind.id, key: objectKey(kind.namespaced ? namespace : undefined, exactName) } : undefined
  return {
    kind: kind.id,
    text: exact === undefined ? selectionText(word, raw, filter) : refText(exact),
    exact,
    namespace,
    labels: filter.pairs,
    find: finder(kind, filter, exact),
    includes: filter.owner === undefined ? (object) => isChosen(kind, filter, object) : undefined,
  }
}

function readFilter(kind: KindName, raw: JsonObject, reading: Reading): Filter {
  const { name, namespace = reading.scope.namespace, select, owner } = raw as Readonly<Record<string, Json | undefined>>
  const matcher = name === undefined || name === null ? undefined : take(under(reading, 'name'), name, readText)
  const everywhere = typeof namespace === 'string' && !isExact(namespace) ? take(under(reading, 'namespace'), namespace, readText) : undefined
  if (typeof namespace !== 'string') complain(under(reading, 'namespace'), `must be a name, but is ${describeValue(namespace)}`)
  return {
    namespace: kind.namespaced ? String(namespace) : '',
    isEverywhere: everywhere,
    name: matcher,
    exactName: typeof name === 'string' && isExact(name) ? name : undefined,
    ...(select === undefined || select === null ? { labels: undefined, pairs: {} } : readSelect(select, under(reading, 'select'))),
    owner: owner === undefined || owner === null ? undefined : readReference(owner, under(reading, 'owner')),
  }
}

function readSelect(raw: Json, reading: Reading): Pick<Filter, 'labels' | 'pairs'> {
  if (typeof raw !== 'string') {
    complain(reading, `must be a label selector such as \`app=web,tier!=cache\`, but is ${describeValue(raw)}`)
    return { labels: undefined, pairs: {} }
  }
  const parsed = parseSelector(raw)
  if (parsed.ok)
    return {
      labels: compileSelector(parsed.value),
      pairs: Object.fromEntries(parsed.value.filter(({ operator }) => operator === '=' || operator === '==').map(({ key, values }) => [key, values[0]!])),
    }
  complain(reading, `must be a label selector such as \`app=web,tier!=cache\`: ${parsed.error}`)
  return { labels: undefined, pairs: {} }
}

function selectionText(word: string, raw: JsonObject, { namespace, owner }: Filter): string {
  const parts = [raw['select'], raw['name']]
    .filter((part) => part !== undefined && part !== null)
    .map((part) => (Array.isArray(part) ? part.join(' or ') : String(part)))
  const ofOwner = owner === undefined ? '' : ` of ${owner.text}`
  const where = namespace === '' || namespace === 'default' ? '' : ` in namespace ${namespace}`
  return `${[word, ...parts].join(' ')}${ofOwner}${where}`
}

function finder(kind: KindName, filter: Filter, exact: ObjectRef | undefined): Selection['find'] {
  if (exact !== undefined) {
    return (view) => {
      const object = view.store.get(exact.kind, exact.key)
      return object === undefined ? [] : [object]
    }
  }
  const { owner } = filter
  if (owner === undefined) return (view) => candidates(kind, filter, view).filter((object) => isChosen(kind, filter, object))
  return (view) => candidates(kind, filter, view).filter((object) => isChosen(kind, filter, object) && isOwnedBy(view, object, owner))
}

/** All but the owner, which other objects tell. */
function isChosen(kind: KindName, { name, labels, namespace, isEverywhere }: Filter, { metadata }: KubeObject): boolean {
  const isHere = !kind.namespaced || (isEverywhere === undefined ? metadata.namespace === namespace : isEverywhere.matches(metadata.namespace ?? ''))
  return isHere && (name?.matches(metadata.name) ?? true) && (labels?.(metadata.labels) ?? true)
}

function candidates(kind: KindName, { namespace, isEverywhere, pairs }: Filter, view: ClusterView): readonly KubeObject[] {
  if (!kind.namespaced || isEverywhere !== undefined) return [...view.store.list(kind.id)]
  return kind.id === 'Pod' ? view.store.podsWithLabels(namespace, pairs) : view.store.inNamespace(kind.id, namespace)
}

/** Whether the object is controlled by the reference's object, directly or through others (a Pod by its Deployment). */
export function isOwnedBy(view: ClusterView, object: KubeObject, owner: Reference): boolean {
  let current: KubeObject | undefined = object
  for (let depth = 0; current !== undefined && depth < 5; depth++) {
    const controller = controllerOf(current)
    if (controller === undefined) return false
    const kind = kindIdOf(controller)
    if (kind === owner.kind?.id && owner.name.matches(controller.name)) return owner.namespace === undefined || owner.namespace === object.metadata.namespace
    current = view.store.get(kind, objectKey(object.metadata.namespace, controller.name))
  }
  return false
}

export const refOf = (object: KubeObject): ObjectRef => ({ kind: kindIdOf(object), key: objectKey(object.metadata.namespace, object.metadata.name) })
export const textOf = (object: KubeObject): string => refText(refOf(object))
