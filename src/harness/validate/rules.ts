/** What the schema cannot say: which keys go together, and what is not there yet. Tolerates any shape; the schema tells of shapes. */

import { subjectSchemas } from '../../assertions/schemas.js'
import type { Json, JsonObject } from '../../sim/api/types.js'
import type { Diagnostic, Place } from '../diagnostics.js'
import { error } from '../diagnostics.js'
import type { Document } from '../load/document.js'
import { child } from '../pointer.js'
import { parseDuration } from '../values/duration.js'
import { faultSchemas } from './faults-schema.js'
import { isMapping, listIn, mappingOf, oneOrMore } from './raw.js'
import { actionNames, stepDefinitions } from './scenario-schema.js'

const planned = (document: Document, pointer: string, what: string): Diagnostic =>
  error(document.placeOfKey(pointer), `${what} is not there yet in this version of Seatrial`, 'leave it out, or run this scenario with a later version')

function checkAssertion(document: Document, value: Json | undefined, pointer: string): readonly Diagnostic[] {
  return Object.entries(mappingOf(value)).flatMap(([key, params]) => {
    if (key === 'not') return checkAssertion(document, params, child(pointer, key))
    return subjectSchemas[key]?.planned ? [planned(document, child(pointer, key), `the assertion \`${key}\``)] : []
  })
}

function checkFaults(document: Document, value: Json | undefined, pointer: string): readonly Diagnostic[] {
  return Object.keys(mappingOf(value)).flatMap((key) => (faultSchemas[key]?.planned ? [planned(document, child(pointer, key), `the fault \`${key}\``)] : []))
}

/** `{ helm: … }` and `{ kustomize: … }`: an inline object has an apiVersion or a kind. */
function checkManifests(document: Document, value: Json | undefined, pointer: string): readonly Diagnostic[] {
  return oneOrMore(value).flatMap((each, index) => {
    if (!isMapping(each) || 'kind' in each || 'apiVersion' in each) return []
    const at = Array.isArray(value) ? child(pointer, index) : pointer
    const renderer = ['helm', 'kustomize'].find((name) => name in each)
    if (renderer === undefined) return []
    const command = renderer === 'helm' ? 'helm template CHART' : 'kubectl kustomize FOLDER'
    return [{ ...planned(document, child(at, renderer), `\`${renderer}\``), fix: `render it first: \`${command} > FILE\`, and apply the file` }]
  })
}

const onlyWith = (document: Document, pointer: string, key: string, actions: string): Diagnostic =>
  error(document.placeOfKey(child(pointer, key)), `\`${key}\` has no meaning here: it goes with ${actions}`, `remove \`${key}\``)

function checkCompanions(document: Document, step: JsonObject, action: string, pointer: string): readonly Diagnostic[] {
  const problems: Diagnostic[] = []
  if ('within' in step && action !== 'expect') problems.push(onlyWith(document, pointer, 'within', '`expect`'))
  if ('for' in step && action !== 'expect' && action !== 'inject') problems.push(onlyWith(document, pointer, 'for', '`expect` and `inject`'))
  if (step['refused'] !== undefined && step['refused'] !== false && !stepDefinitions[action]!.isRequest) {
    problems.push(onlyWith(document, pointer, 'refused', 'the actions that the API can refuse'))
  }
  const rollout = mappingOf(step['rollout'])
  if ('toRevision' in rollout && !('undo' in rollout)) problems.push(onlyWith(document, child(pointer, 'rollout'), 'toRevision', '`undo`'))
  if ('for' in step && 'for' in mappingOf(step['inject'])) problems.push(
    error(document.placeOfKey(child(pointer, 'for')), '`for` is given twice: beside `inject` and inside it', 'remove one of the two'),
  )
  return problems
}

const markings = new Set(['label', 'annotate', 'taint'])

/** `{ ref, select, set }` or `{ node/worker-0: … }`, not both. */
function checkMarking(document: Document, value: Json | undefined, pointer: string): readonly Diagnostic[] {
  const keys = Object.keys(mappingOf(value))
  const options = keys.filter((key) => !key.includes('/'))
  if (options.length === 0) return []
  const missing = ['ref', 'set'].filter((key) => !options.includes(key))
  const mixed = keys.filter((key) => key.includes('/'))
  return [
    ...missing.map(
      (key) => error(document.place(pointer), `\`${key}\` is missing beside \`${options[0]!}\``, 'write `{ ref: pods, select: app=web, set: "tier=front" }`'),
    ),
    ...mixed.map((key) => error(document.placeOfKey(child(pointer, key)), `\`${key}\` cannot stand beside \`${options[0]!}\``, 'write two steps')),
  ]
}

function checkStep(document: Document, value: Json, pointer: string): readonly Diagnostic[] {
  const step = mappingOf(value)
  return actionNames.filter((name) => Object.hasOwn(step, name)).flatMap((action) => {
    const at = child(pointer, action)
    const params = step[action]
    if (stepDefinitions[action]!.planned) return [planned(document, at, `the step \`${action}\``)]
    return [
      ...checkCompanions(document, step, action, pointer),
      ...(action === 'expect' ? listIn(params).flatMap((each, index) => checkAssertion(document, each, child(at, index))) : []),
      ...(action === 'inject' || action === 'heal' ? checkFaults(document, params, at) : []),
      ...(action === 'apply' || action === 'create' || action === 'replace' ? checkManifests(document, params, at) : []),
      ...(markings.has(action) ? checkMarking(document, params, at) : []),
    ]
  })
}

function checkInvariant(document: Document, value: Json, pointer: string): readonly Diagnostic[] {
  const { from, until, ...assertion } = mappingOf(value)
  const start = from === undefined ? { value: 0 } : parseDuration(from)
  const end = until === undefined ? { value: Infinity } : parseDuration(until)
  const isBackwards = 'value' in start && 'value' in end && end.value <= start.value
  const order = isBackwards ? [error(document.place(child(pointer, 'until')), '`until` must be later than `from`')] : []
  return [...order, ...checkAssertion(document, assertion, pointer)]
}

const tooShort = (place: Place): Diagnostic =>
  error(place, 'only the last entry of a timeline may leave `for` out', 'say how long this entry lasts, or remove those after it')

/** In a timeline every entry but the last says how long it lasts. */
function checkTimeline(document: Document, value: Json | undefined, pointer: string): readonly Diagnostic[] {
  return listIn(value).slice(0, -1).flatMap((entry, index) =>
    isMapping(entry) && !('for' in entry) ? [tooShort(document.place(child(pointer, index)))] : [])
}

function checkBehaviour(document: Document, value: Json, pointer: string): readonly Diagnostic[] {
  const { usage, probes } = mappingOf(value)
  const timelines = Object.entries(mappingOf(probes)).flatMap(([name, timeline]) => checkTimeline(document, timeline, child(child(pointer, 'probes'), name)))
  return [...checkTimeline(document, usage, child(pointer, 'usage')), ...timelines]
}

export function checkRules(document: Document): readonly Diagnostic[] {
  const spec = mappingOf(mappingOf(document.value)['spec'])
  const each = (key: string, check: (document: Document, value: Json, pointer: string) => readonly Diagnostic[]): readonly Diagnostic[] =>
    oneOrMore(spec[key]).flatMap((value, index) => check(document, value, Array.isArray(spec[key]) ? `/spec/${key}/${index}` : `/spec/${key}`))
  return [
    ...checkManifests(document, mappingOf(spec['cluster'])['objects'], '/spec/cluster/objects'),
    ...each('containers', checkBehaviour), ...each('always', checkInvariant), ...each('steps', checkStep),
  ]
}
