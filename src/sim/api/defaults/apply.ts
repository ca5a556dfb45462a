import { structOf, structOfKind } from '../schema/read.js'
import type { Shape, StructShape } from '../schema/read.js'
import type { KubeObject } from '../types.js'
import { defaultsByType } from './by-type.js'
import { copied, fill } from './fill.js'
import type { Draft, Fields } from './fill.js'

/**
 * Defaulting as the API server does it (`pkg/apis/<group>/<version>/defaults.go` and `zz_generated.defaults.go` 1.36): a type's defaults apply
 * wherever the type occurs, outer types before inner ones. Unchanged parts keep their reference.
 */
interface Plan {
  readonly own: ((fields: Fields, draft: Draft) => Fields) | undefined
  /** By the name of the field. */
  readonly children: ReadonlyMap<string, Child>
}
interface Child {
  readonly form: 'struct' | 'list' | 'map'
  readonly plan: Plan
}

const plans = new Map<StructShape, Plan | undefined>()

function ownDefaults(struct: StructShape): Plan['own'] {
  const defaults = defaultsByType[struct.name]
  if (!defaults || typeof defaults === 'function') return defaults
  // every object gets the same ones
  for (const name in defaults) Object.freeze(defaults[name])
  return (fields, draft) => fill(fields, defaults, draft)
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
  const children = new Map([...struct.fields.values()].flatMap((field): [string, Child][] => {
    const held = heldStruct(field.shape)
    const plan = held && planOf(held[0])
    return plan ? [[field.name, { form: held[1], plan }]] : []
  }))
  const plan = own || children.size > 0 ? { own, children } : undefined
  plans.set(struct, plan)
  return plan
}

function applyToList(list: readonly Fields[], plan: Plan, draft: Draft): readonly Fields[] {
  let changed: Fields[] | undefined
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index] as Fields
    const result = applyPlan(item, plan, draft)
    if (result !== item) (changed ??= [...list])[index] = result
  }
  return changed ?? list
}

function applyToMap(map: Readonly<Record<string, Fields>>, plan: Plan, draft: Draft): Readonly<Record<string, Fields>> {
  let changed: Record<string, Fields> | undefined
  for (const key of Object.keys(map)) {
    const result = applyPlan(map[key] as Fields, plan, draft)
    if (result !== map[key]) (changed ??= { ...map })[key] = result
  }
  return changed ?? map
}

const applications: Readonly<Record<Child['form'], (value: never, plan: Plan, draft: Draft) => unknown>> = { struct: applyPlan, list: applyToList, map: applyToMap }

function applyPlan(fields: Fields, plan: Plan, draft: Draft): Fields {
  const outer = plan.own ? plan.own(fields, draft) : fields
  if (plan.children.size === 0) return outer
  // what a type's own defaults have copied is still nobody else's
  let changed: Record<string, unknown> | undefined = outer === fields ? undefined : (outer as Record<string, unknown>)
  for (const name in outer) {
    const child = plan.children.get(name)
    const value = outer[name]
    if (child === undefined || value === undefined || value === null) continue
    const result = applications[child.form](value as never, child.plan, draft)
    if (result !== value) (changed ??= draft(outer))[name] = result
  }
  return changed ?? outer
}

/**
 * The defaulting function of a kind; the same reference comes back where nothing is missing. With the draft `inPlace` the object, which has
 * just been decoded, is completed itself.
 */
export function defaultsFor(apiVersion: string, kind: string): (object: KubeObject, draft?: Draft) => KubeObject {
  // the schema is read when the first object comes
  let known: StructShape | undefined
  return (object, draft) => {
    const struct = (known ??= structOfKind(apiVersion, kind))
    return struct ? (applyDefaults(struct, object as unknown as Fields, draft) as unknown as KubeObject) : object
  }
}

/** Defaults of any struct of the schema. */
export function applyDefaults(struct: StructShape, fields: Fields, draft: Draft = copied): Fields {
  const plan = planOf(struct)
  return plan ? applyPlan(fields, plan, draft) : fields
}
