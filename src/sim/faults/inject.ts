import type { Json, JsonObject } from '../api/types.js'
import { isEqual } from '../apiserver/update.js'
import { changeConditions, scenarioContext } from '../cluster.js'
import type { ActiveFault } from '../conditions.js'
import { nextSerial } from '../serials.js'
import type { Cluster } from '../state.js'
import type { Fault } from './define.js'
import { faultNamed, faultNames } from './registry.js'
import { listed } from './words.js'

/** A fault as a step writes it: `{ fault: 'node-failure', params: 'worker-1' }`. `step` counts from 1. */
export interface FaultCall {
  readonly fault: string
  readonly params: Json
  readonly step: number
  readonly namespace: string
}
export type FaultResult = { readonly ok: true; readonly active: ActiveFault } | { readonly ok: false; readonly problem: string }

const refuse = (text: string): FaultResult => ({ ok: false, problem: text })

function lookUp(name: string): Fault | string {
  const fault = faultNamed(name)
  return fault === undefined ? `there is no fault \`${name}\`; faults: ${faultNames.join(', ')}` : (fault as unknown as Fault)
}

/** What is wrong with a fault as it is written, before there is a cluster; undefined: nothing. */
export function checkFault(name: string, params: Json): string | undefined {
  const fault = lookUp(name)
  if (typeof fault === 'string') return fault
  const parsed = fault.parse(params)
  return parsed.ok ? undefined : parsed.problem
}

/** Begins a fault: names its victims, changes the conditions, tells the actors. */
export function injectFault(cluster: Cluster, call: FaultCall): FaultResult {
  const fault = lookUp(call.fault)
  if (typeof fault === 'string') return refuse(fault)
  const parsed = fault.parse(call.params)
  if (!parsed.ok) return refuse(parsed.problem)
  const begun = fault.begin({ cluster, namespace: call.namespace }, parsed.value)
  if (!begun.ok) return refuse(begun.problem)
  const params: JsonObject = { ...begun.value, injected: { fault: call.fault, as: call.params } }
  const active: ActiveFault = { id: nextSerial(cluster, 'fault'), fault: fault.condition ?? fault.name, params, since: cluster.now, cause: -call.step }
  changeConditions(cluster, fault.isOneShot ? cluster.conditions : [...cluster.conditions, active], { began: active })
  fault.after?.(scenarioContext(cluster, call.step), active.params)
  return { ok: true, active }
}

/** Ends a fault: what was injected in the same words, else what has the same victims; of several nodes the named ones. */
export function healFault(cluster: Cluster, call: FaultCall): FaultResult {
  const fault = lookUp(call.fault)
  if (typeof fault === 'string') return refuse(fault)
  if (fault.isOneShot) return refuse(`\`${call.fault}\` is over in the instant it is injected; there is nothing to heal`)
  const own = cluster.conditions.filter(({ params }) => (params['injected'] as JsonObject)['fault'] === call.fault)
  const asWritten = own.find(({ params }) => isEqual((params['injected'] as JsonObject)['as'], call.params))
  if (asWritten !== undefined) return end(cluster, asWritten, call, undefined)
  const parsed = fault.parse(call.params)
  if (!parsed.ok) return refuse(parsed.problem)
  // As if it were injected now, on a copy: nothing is drawn from the cluster's own stream.
  const copy: Cluster = { ...cluster, random: cluster.random.slice(), conditions: cluster.conditions.filter((active) => !own.includes(active)) }
  const victims = fault.begin({ cluster: copy, namespace: call.namespace }, parsed.value)
  const found = victims.ok ? own.find(({ params }) => covers(params, victims.value)) : undefined
  if (found !== undefined && victims.ok) return end(cluster, found, call, victims.value['nodes'] as readonly string[] | undefined)
  return refuse(own.length === 0 ? `\`${call.fault}\` is not injected; there is nothing to heal` : `\`${call.fault}\` is not injected with ${JSON.stringify(call.params)}, but with ${listed(own.map(wordsOf))}`)
}

const wordsOf = ({ params }: ActiveFault): string => JSON.stringify((params['injected'] as JsonObject)['as'])

/** Whether a fault's victims include those named; all else must be equal. */
function covers({ injected: _, ...active }: JsonObject, named: JsonObject): boolean {
  const { nodes, zones, ...rest } = active
  const { nodes: namedNodes, zones: namedZones, ...namedRest } = named
  const isIncluded = (part: Json | undefined, whole: Json | undefined): boolean =>
    Array.isArray(part) ? Array.isArray(whole) && part.every((item) => whole.includes(item as never)) : isEqual(part, whole)
  return isEqual(rest, namedRest) && isIncluded(namedNodes, nodes) && isIncluded(namedZones, zones)
}

/** Takes a fault off the conditions, or some of its nodes. */
function end(cluster: Cluster, active: ActiveFault, { step }: FaultCall, nodes: readonly string[] | undefined): FaultResult {
  const all = active.params['nodes'] as readonly string[] | undefined
  const left = nodes === undefined ? [] : all?.filter((node) => !nodes.includes(node)) ?? []
  const rest: readonly ActiveFault[] = left.length === 0 ? [] : [{ ...active, params: { ...active.params, nodes: left } }]
  const ended: ActiveFault = { ...active, cause: -step, ...(left.length === 0 ? {} : { params: { ...active.params, nodes: nodes as readonly string[] } }) }
  changeConditions(cluster, cluster.conditions.flatMap((other) => (other === active ? rest : [other])), { ended })
  return { ok: true, active: ended }
}
