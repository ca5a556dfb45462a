import { structOf, structOfKind } from '../schema/read.js'
import type { Shape, StructShape } from '../schema/read.js'
import type { KubeObject } from '../types.js'
import { defaultsByType } from './by-type.js'
import { fill } from './fill.js'
import type { Fields } from './fill.js'

/**
 * Defaulting as the API server does it (`pkg/apis/<group>/<version>/defaults.go` and `zz_generated.defaults.go` 1.36): a type's defaults apply
 * wherever the type occurs, outer types before inner ones. Unchanged parts keep their reference.
 */
interface Plan {
  readonly own: ((fields: Fields) => Fields) | undefined
  readonly children: readonly Child[]
}
interface Child {
  readonly name: string
  readonly form: 'struct' | 'list' | 'map'
  readonly plan: Plan
}

const plans = new Map<StructShape, Plan | undefined>()

function ownDefaults(struct: StructShape): ((fields: Fields) => Fields) | undefined {
  const defaults = defaultsByType[struct.name]
  if (!defaults || typeof defaults === 'function') return defaults
  return (fields) => fill(fields, defaults)
}

/** The struct that a field holds, directly, in a list or in a map. */
function heldStruct(shape: Shape): readonly [StructShape, Child['form']] | undefined {
  if (shape.form === 'struct') return [structOf(shape), 'struct']
  if (shape.form !== 'list' && shape.form !== 'map') return undefined
  return shape.item.form === 'struct' ? [structOf(shape.item), shape.form] : undefined
}

/** What is to do for a type; undefined where neither it nor anything inside it has defaults. Recursive types have none. */
function planOf(struct: StructShape): Plan | undefined {
  if (plans.has(struct)) return plans.get(struct)
  plans.set(struct, undefined)
  const own = ownDefaults(struct)
  const children = [...struct.fields.values()].flatMap((field): Child[] => {
    const held = heldStruct(field.shape)
    const plan = held && planOf(held[0])
    return plan ? [{ name: field.name, form: held[1], plan }] : []
  })
  const plan = own || children.length > 0 ? { own, children } : undefined
  plans.set(struct, plan)
  return plan
}

function applyToList(list: readonly Fields[], plan: Plan): readonly Fields[] {
  let changed: Fields[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index] as Fields
    const result = applyPlan(item, plan)
    if (result !== item) (changed ??= [...list])[index] = result
  }
  return changed ?? list
}

function applyToMap(map: Readonly<Record<string, Fields>>, plan: Plan): Readonly<Record<string, Fields>> {
  let changed: Record<string, Fields> | undefined
  for (const key of Object.keys(map)) {
    const result = applyPlan(map[key] as Fields, plan)
    if (result !== map[key]) (changed ??= { ...map })[key] = result
  }
  return changed ?? map
}

const applications: Readonly<Record<Child['form'], (value: never, plan: Plan) => unknown>> = { struct: applyPlan, list: applyToList, map: applyToMap }

function applyPlan(fields: Fields, plan: Plan): Fields {
  const outer = plan.own ? plan.own(fields) : fields
  // what a type's own defaults have copied is still nobody else's
  let changed: Record<string, unknown> | undefined = outer === fields ? undefined : (outer as Record<string, unknown>)
  for (const { name, form, plan: inner } of plan.children) {
    const value = outer[name]
    if (value === undefined || value === null) continue
    const result = applications[form](value as never, inner)
    if (result !== value) (changed ??= { ...outer })[name] = result
  }
  return changed ?? outer
}

/** The defaulting function of a kind; the same reference comes back where nothing is missing. */
export function defaultsFor(apiVersion: string, kind: string): (object: KubeObject) => KubeObject {
  return (object) => {
    const struct = structOfKind(apiVersion, kind)
    return struct ? (applyDefaults(struct, object as unknown as Fields) as unknown as KubeObject) : object
  }
}

/** Defaults of any struct of the schema. */
export function applyDefaults(struct: StructShape, fields: Fields): Fields {
  const plan = planOf(struct)
  return plan ? applyPlan(fields, plan) : fields
}
