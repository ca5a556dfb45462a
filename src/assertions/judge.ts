import type { KubeObject } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import { checksText, firstFailing, type Check } from './checks.js'
import type { NumberMatcher } from './matchers.js'
import { refOf, textOf, type Selection } from './references.js'
import { failed, passed, type FailedVerdict, type Verdict } from './verdict.js'

/**
 * What is asked of the objects of a selection. With `count`, that many must meet all checks and the others do not matter; without
 * it each of them must, and there must be one. `together` asks of all that count, e.g. whether they run on distinct nodes.
 */
export interface Demand<T extends KubeObject> {
  readonly selection: Selection
  readonly count: NumberMatcher | undefined
  readonly checks: readonly Check<T>[]
  readonly together: readonly Check<readonly T[]>[]
}

interface Miss<T> {
  readonly object: T
  readonly check: Check<T>
  readonly actual: string
}

const namedMax = 3
const objectsMax = 30

export function demandText<T extends KubeObject>({ selection, count, checks, together }: Demand<T>): string {
  const parts = [count === undefined ? '' : `count ${count.text}`, checksText(checks), checksText(together)].filter((part) => part !== '')
  return parts.length === 0 ? `${selection.text} exists` : `${selection.text}: ${parts.join(', ')}`
}

export function judge<T extends KubeObject>(view: ClusterView, demand: Demand<T>): Verdict {
  const { selection, count, checks } = demand
  const objects = selection.find(view) as readonly T[]
  if (count === undefined && objects.length === 0) return missing(selection)
  const fitting: T[] = []
  const misses: Miss<T>[] = []
  for (const object of objects) {
    const miss = firstFailing(checks, object, view)
    if (miss === undefined) fitting.push(object)
    else misses.push({ object, ...miss })
  }
  misses.sort(byName)
  if (count !== undefined && !count.matches(fitting.length)) return wrongCount(demand, count, objects, fitting, misses)
  if (count === undefined && misses.length > 0) return notAll(demand, misses, objects.length)
  return judgeTogether(view, demand, fitting)
}

/** The store's order would change with changes that change nothing here. */
function byName({ object: { metadata: a } }: { readonly object: KubeObject }, { object: { metadata: b } }: { readonly object: KubeObject }): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return (a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1
}

export function missing({ text, exact, kind }: Selection): FailedVerdict {
  const actual = exact === undefined ? 'nothing is selected' : 'it does not exist'
  return failed({
    subject: text,
    path: '',
    expected: exact === undefined ? 'at least one' : 'it exists',
    actual,
    objects: exact === undefined ? [] : [{ kind, key: exact.key }],
    missing: exact === undefined ? 'selection' : 'object',
  })
}

function wrongCount<T extends KubeObject>(
  demand: Demand<T>,
  count: NumberMatcher,
  objects: readonly T[],
  fitting: readonly T[],
  misses: readonly Miss<T>[],
): FailedVerdict {
  const wanted = checksText(demand.checks)
  const total = objects.length === fitting.length ? '' : ` of ${objects.length}`
  const others =
    misses.length === 0
      ? ''
      : `; ${groupsText(
          misses,
          ({ check, actual }) => `${check.path} ${actual}`,
          (text, names) => `${text}: ${names}`,
        )}`
  return failed({
    subject: demand.selection.text,
    path: 'count',
    expected: wanted === '' ? count.text : `${count.text} with ${wanted}`,
    actual: `${fitting.length}${total}${others}`,
    objects: (misses.length > 0 ? misses.slice(0, objectsMax).map(({ object }) => object) : fitting.slice(0, objectsMax)).map(refOf),
    reads: readsOf(demand.checks),
  })
}

/** Any clock among the checks makes the whole of it depend on the time. */
const readsOf = (checks: readonly { readonly reads: FailedVerdict['reads'] }[]): FailedVerdict['reads'] =>
  checks.find(({ reads }) => reads !== 'objects')?.reads ?? 'objects'

/** The first few, and how many more; only those that are told are worded. */
function listed(texts: readonly (() => string)[], separator: string): string {
  const rest = texts.length - namedMax
  const told = texts
    .slice(0, namedMax)
    .map((text) => text())
    .join(separator)
  return rest > 0 ? `${told}${separator}and ${rest} more` : told
}

/** The verdict is on the first check, in the order of the scenario, that some object fails. */
function notAll<T extends KubeObject>({ selection, checks }: Demand<T>, misses: readonly Miss<T>[], total: number): FailedVerdict {
  const check = checks.find((each) => misses.some((miss) => miss.check === each))!
  const concerned = misses.filter((miss) => miss.check === check)
  return failed({
    subject: selection.text,
    path: check.path,
    expected: check.expected,
    reads: check.reads,
    actual: selection.exact === undefined ? grouped(concerned, total) : concerned[0]!.actual,
    objects: concerned.slice(0, objectsMax).map(({ object }) => refOf(object)),
  })
}

const grouped = <T extends KubeObject>(misses: readonly Miss<T>[], total: number): string =>
  `${groupsText(
    misses,
    ({ actual }) => actual,
    (text, names) => `${text} (${names})`,
  )}${misses.length < total ? `; ${misses.length} of ${total}` : ''}`

/** What is wrong, each with the names of those of whom it is. */
function groupsText<T extends KubeObject>(
  misses: readonly Miss<T>[],
  textOfMiss: (miss: Miss<T>) => string,
  join: (text: string, names: string) => string,
): string {
  const groups = new Map<string, T[]>()
  for (const miss of misses) {
    const text = textOfMiss(miss)
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [miss.object])
    else group.push(miss.object)
  }
  return listed(
    [...groups].map(
      ([text, objects]) =>
        () =>
          join(
            text,
            listed(
              objects.map((object) => () => textOf(object)),
              ', ',
            ),
          ),
    ),
    '; ',
  )
}

function judgeTogether<T extends KubeObject>(view: ClusterView, { selection, together }: Demand<T>, fitting: readonly T[]): Verdict {
  const miss = firstFailing(together, fitting, view)
  if (miss === undefined) return passed
  const { check, actual } = miss
  return failed({
    subject: selection.text,
    path: check.path,
    expected: check.expected,
    actual,
    objects: fitting.slice(0, objectsMax).map(refOf),
    reads: check.reads,
  })
}
