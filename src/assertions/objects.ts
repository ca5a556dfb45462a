import type { Json, JsonObject, KindId, KubeObject, Millis } from '../sim/api/types.js'
import { keyOf, kindIdOf, type ClusterView } from '../sim/view.js'
import { compileChecks, firstFailing, type CheckTable } from './checks.js'
import { defineAssertion, type AssertionDefinition } from './define.js'
import { demandText, judge, type Demand } from './judge.js'
import { readNumber } from './matchers.js'
import { isObject, take, takeObject, under, type KindName, type Reading } from './reading.js'
import { readSelection, referenceKeys } from './references.js'
import { createTally } from './tally.js'

export interface ObjectsParts<T extends KubeObject> {
  readonly name: string
  readonly kind: KindName
  /** Kinds beside its own whose changes can change the verdict. */
  readonly observes?: readonly KindId[]
  readonly checks: CheckTable<T>
  /** Its checks look at the object alone, as far as they read objects. */
  readonly isLocal?: true
  readonly together?: CheckTable<readonly T[]>
  /** A bare text under the subject stands for this key. */
  readonly short: 'name' | 'select'
  readonly nextLook?: (view: ClusterView, demand: Demand<T>) => Millis | undefined
}

/** An assertion about the objects of one kind that a reference names. */
export function defineObjects<T extends KubeObject>(parts: ObjectsParts<T>): AssertionDefinition {
  const { name, kind } = parts
  return defineAssertion<Question<T>>({
    name,
    observes: [kind.id, ...(parts.observes ?? [])],
    read: (raw, reading) => readQuestion(parts, raw, reading),
    text: demandText,
    evaluate: judge,
    holds: (view, question) => holds(view, question),
    ...(parts.nextLook === undefined ? {} : { nextLook: parts.nextLook }),
    concerns,
    selection: ({ selection }) => selection,
  })
}

interface Question<T extends KubeObject> extends Demand<T> {
  /** Each object counts by itself: no check looks beyond it, nor does the selection. */
  readonly isPlain: boolean
  readonly tally: ((view: ClusterView) => boolean) | undefined
}

function holds<T extends KubeObject>(view: ClusterView, { tally, ...demand }: Question<T>): boolean {
  if (tally === undefined) return judge(view, demand).status === 'passed'
  return tally(view) && (demand.together.length === 0 || judge(view, demand).status === 'passed')
}

function readQuestion<T extends KubeObject>(parts: ObjectsParts<T>, raw: Json, reading: Reading): Question<T> | undefined {
  const demand = readDemand(parts, raw, reading)
  if (demand === undefined) return undefined
  const isLocal = parts.isLocal === true && demand.selection.includes !== undefined && demand.checks.every(({ reads }) => reads === 'objects')
  return {
    ...demand,
    isPlain: isLocal && demand.together.length === 0,
    tally: isLocal && demand.selection.exact === undefined ? createTally(demand) : undefined,
  }
}

function concerns<T extends KubeObject>(after: KubeObject | undefined, before: KubeObject | undefined, question: Question<T>): boolean {
  const {
    selection: { exact },
    isPlain,
  } = question
  const object = (after ?? before)!
  if (exact !== undefined && kindIdOf(object) === exact.kind && keyOf(object.metadata) !== exact.key) return false
  return !isPlain || shareOf(question, after) !== shareOf(question, before)
}

/** What an object adds to the verdict; undefined: nothing, it is not selected. */
function shareOf<T extends KubeObject>({ selection, checks }: Question<T>, object: KubeObject | undefined): string | undefined {
  if (object === undefined || kindIdOf(object) !== selection.kind || selection.includes?.(object) !== true) return undefined
  const miss = firstFailing(checks, object as T, undefined as never)
  return miss === undefined ? '' : `${miss.check.path} ${miss.actual}`
}

function readDemand<T extends KubeObject>(parts: ObjectsParts<T>, raw: Json, reading: Reading): Demand<T> | undefined {
  const object = typeof raw === 'string' ? { [parts.short]: raw } : takeObject(reading, raw)
  if (object === undefined) return undefined
  const together = parts.together ?? {}
  const [own, shared] = split(object, together)
  return {
    selection: readSelection(parts.kind, parts.name, object, reading),
    count: object['count'] === undefined || object['count'] === null ? undefined : take(under(reading, 'count'), object['count'], readNumber),
    checks: compileChecks(parts.checks, own, reading, [...referenceKeys, 'count', ...Object.keys(together)]),
    together: compileChecks(together, shared, reading),
  }
}

function split<T>(object: JsonObject, together: CheckTable<readonly T[]>): readonly [JsonObject, JsonObject] {
  const entries = Object.entries(object)
  const isShared = ([key]: readonly [string, Json]): boolean => Object.hasOwn(together, key)
  return [Object.fromEntries(entries.filter((entry) => !isShared(entry))), Object.fromEntries(entries.filter(isShared))]
}

/** Status sections of kinds that are stored without being typed. */
export function recordAt(object: KubeObject, section: 'spec' | 'status'): JsonObject {
  const value = (object as KubeObject & { readonly spec?: Json; readonly status?: Json })[section]
  return isObject(value) ? value : {}
}

export const numberAt = (record: JsonObject, key: string, otherwise?: number): number | undefined => {
  const value = record[key]
  return typeof value === 'number' ? value : otherwise
}
