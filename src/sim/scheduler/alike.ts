import type { NodeRecord } from './node-record.js'
import type { CompiledSpec, PodFacts } from './pod-facts.js'

/**
 * Pods that no rule in force tells apart, though their labels differ: those of a StatefulSet or of an Indexed Job carry their own names
 * and indexes, which hardly any term asks for.
 */
export interface Alike {
  /** Labels that terms of placed or promised pods ask other pods for. */
  readonly asked: Set<string>
  /** The first of those that are alike, by template, then by namespace and asked labels. */
  readonly first: Map<CompiledSpec, Map<string, PodFacts>>
}

export function alikeAmong(nodes: readonly NodeRecord[]): Alike {
  const alike: Alike = { asked: new Set(), first: new Map() }
  for (const record of nodes) if (record.podsWithAffinity > 0) for (const { facts } of record.pods.values()) noteAsked(alike, facts)
  return alike
}

/** The pod's terms are in force from now on. */
export function noteAsked({ asked, first }: Alike, { affinity, askedLabels }: PodFacts): void {
  if (affinity === undefined) return
  const before = asked.size
  for (const key of askedLabels) asked.add(key)
  if (asked.size > before) first.clear()
}

/** Facts that cross-pod rules judge as they judge these: what is known of the one holds for the other. */
export function firstAlike({ asked, first }: Alike, facts: PodFacts): PodFacts {
  let byLabels = first.get(facts.template)
  if (byLabels === undefined) first.set(facts.template, (byLabels = new Map()))
  const text = askedText(facts, asked)
  const known = byLabels.get(text)
  if (known !== undefined) return known
  byLabels.set(text, facts)
  return facts
}

function askedText({ askedLabels, identity: { namespace, labels } }: PodFacts, asked: ReadonlySet<string>): string {
  let text = namespace
  for (const key of askedLabels) text += labels[key] === undefined ? '\n' : `\n=${labels[key]}`
  for (const key of asked) text += labels[key] === undefined ? '\n' : `\n=${labels[key]}`
  return text
}
