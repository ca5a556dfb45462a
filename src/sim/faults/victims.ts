import { compileSelector, parseSelector, type LabelPredicate } from '../api/labels.js'
import type { Json, JsonObject, KubeObject } from '../api/types.js'
import { drawInt } from '../random.js'
import type { Cluster } from '../state.js'
import { problem, wanted, type Wanted } from './define.js'
import { isPattern, isSelectorText, matchesName } from './words.js'

/** Whom a fault is meant for; all that is given must hold. */
export interface VictimRequest {
  /** Names or globs. */
  readonly names: readonly string[] | undefined
  readonly select: string | undefined
  /** That many of them, drawn from the seed. */
  readonly any: number | undefined
}

/** A name, a glob, a selector, or a list of names; `prefixes` may stand before a name: `node/worker-0`. */
export function parseText(fault: string, params: Json, prefixes: readonly string[]): Wanted<VictimRequest> | undefined {
  if (typeof params === 'string') return isSelectorText(params) ? parseSelect(fault, params) : wanted({ names: [bare(params, prefixes)], select: undefined, any: undefined })
  if (!Array.isArray(params)) return undefined
  const texts = params.filter((item): item is string => typeof item === 'string')
  if (texts.length !== params.length || texts.length === 0) return problem(`\`${fault}\` takes names, got ${JSON.stringify(params)}`)
  return wanted({ names: texts.map((text) => bare(text, prefixes)), select: undefined, any: undefined })
}

const bare = (text: string, prefixes: readonly string[]): string => {
  const prefix = prefixes.find((candidate) => text.startsWith(`${candidate}/`))
  return prefix === undefined ? text : text.slice(prefix.length + 1)
}

function parseSelect(fault: string, select: string): Wanted<VictimRequest> {
  const parsed = parseSelector(select)
  return parsed.ok ? wanted({ names: undefined, select, any: undefined }) : problem(`\`select\` of \`${fault}\`: ${parsed.error}`)
}

/** The keys `name`, `select` and `any` of an object. */
export function parseFields(fault: string, fields: JsonObject, nameKeys: readonly string[], prefixes: readonly string[]): Wanted<VictimRequest> {
  const { any, select } = fields
  if (any !== undefined && (typeof any !== 'number' || !Number.isInteger(any) || any < 1)) return problem(`\`any\` of \`${fault}\` must be a whole number from 1, got ${JSON.stringify(any)}`)
  if (select !== undefined && typeof select !== 'string') return problem(`\`select\` of \`${fault}\` must be a label selector, got ${JSON.stringify(select)}`)
  const selected = select === undefined ? undefined : parseSelect(fault, select)
  if (selected?.ok === false) return selected
  const name = nameKeys.map((key) => fields[key]).find((value) => value !== undefined)
  const named = name === undefined ? undefined : parseText(fault, name, prefixes)
  if (name !== undefined && named === undefined) return problem(`\`${nameKeys[0]}\` of \`${fault}\` must be a name, got ${JSON.stringify(name)}`)
  if (named?.ok === false) return named
  return wanted({ names: named?.value.names, select: select ?? named?.value.select, any })
}

const predicateOf = (select: string): LabelPredicate => {
  const parsed = parseSelector(select)
  return parsed.ok ? compileSelector(parsed.value) : () => false
}

/** Those of the candidates that are meant, in their order. */
export function choose<T extends KubeObject>(cluster: Cluster, candidates: readonly T[], { names, select, any }: VictimRequest): readonly T[] {
  const isSelected = select === undefined ? undefined : predicateOf(select)
  const meant = candidates.filter(({ metadata }) =>
    (names === undefined || names.some((name) => matchesName(name, metadata.name))) && (isSelected === undefined || isSelected(metadata.labels)))
  return any === undefined ? meant : draw(cluster, meant, any)
}

/** `count` of them by lot, kept in their order. */
export function draw<T>(cluster: Cluster, from: readonly T[], count: number): readonly T[] {
  const left = [...from]
  const drawn = new Set<T>()
  while (drawn.size < count && left.length > 0) drawn.add(left.splice(drawInt(cluster.random, left.length), 1)[0]!)
  return from.filter((item) => drawn.has(item))
}

/** A name that stands for one object alone and is not there. */
export const missingName = ({ names }: VictimRequest, known: readonly string[]): string | undefined =>
  names?.find((name) => !isPattern(name) && !known.includes(name))
