/** Which types may stand for which: cel-go `checker/types.go`. */
import { isSameType, typeText, type CelType } from './types.js'

/** What the type parameters of the calls so far stand for. */
export type Bindings = Map<string, CelType>

export function substitute(bindings: Bindings, type: CelType, isFinal = false): CelType {
  switch (type.form) {
    case 'param': {
      const bound = bindings.get(type.name)
      return bound ? substitute(bindings, bound, isFinal) : isFinal ? { form: 'dyn' } : type
    }
    case 'list': {
      const item = substitute(bindings, type.item, isFinal)
      return item === type.item ? type : { ...type, item }
    }
    case 'optional': return { form: 'optional', item: substitute(bindings, type.item, isFinal) }
    case 'map': {
      const [key, value] = [substitute(bindings, type.key, isFinal), substitute(bindings, type.value, isFinal)]
      return key === type.key && value === type.value ? type : { ...type, key, value }
    }
    case 'type': return { form: 'type', of: substitute(bindings, type.of, isFinal) }
    default: return type
  }
}

function occurs(bindings: Bindings, name: string, inside: CelType): boolean {
  const type = inside.form === 'param' ? substitute(bindings, inside) : inside
  if (type.form === 'param') return type.name === name
  if (type.form === 'list' || type.form === 'optional') return occurs(bindings, name, type.item)
  if (type.form === 'map') return occurs(bindings, name, type.key) || occurs(bindings, name, type.value)
  return false
}

const nullable = new Set(['null', 'object', 'opaque', 'timestamp', 'duration', 'optional'])

/** Whether a value of type `from` may be where `to` is wanted; parameters on both sides are bound on the way. */
export function isAssignable(bindings: Bindings, to: CelType, from: CelType): boolean {
  if (from.form === 'param') return assignParam(bindings, from, to)
  if (to.form === 'param') return assignParam(bindings, to, from)
  if (to.form === 'dyn' || from.form === 'dyn') return true
  if (to.form === 'null' || from.form === 'null') return nullable.has(to.form) && nullable.has(from.form)
  if (to.form !== from.form) return false
  switch (to.form) {
    case 'list': case 'optional': return isAssignable(bindings, to.item, (from as typeof to).item)
    case 'map': return isAssignable(bindings, to.key, (from as typeof to).key) && isAssignable(bindings, to.value, (from as typeof to).value)
    case 'type': return true
    default: return isSameType(to, from)
  }
}

/** A parameter that stands for something already may come to stand for something more general. */
function assignParam(bindings: Bindings, param: CelType & { readonly form: 'param' }, other: CelType): boolean {
  if (other.form === 'param' && other.name === param.name) return true
  const bound = bindings.get(param.name)
  if (bound === undefined) {
    if (occurs(bindings, param.name, other)) return false
    bindings.set(param.name, other)
    return true
  }
  if (!isAssignable(bindings, bound, other)) return false
  if (bound.form !== 'param' && other.form !== 'param' && isMoreGeneral(other, bound)) bindings.set(param.name, other)
  return true
}

function isMoreGeneral(a: CelType, b: CelType): boolean {
  if (a.form === 'dyn') return b.form !== 'dyn'
  if (a.form !== b.form) return false
  if (a.form === 'list' || a.form === 'optional') return isMoreGeneral(a.item, (b as typeof a).item)
  return a.form === 'map' && (isMoreGeneral(a.key, (b as typeof a).key) || isMoreGeneral(a.value, (b as typeof a).value))
}

/** Whether all arguments fit; nothing is bound where they do not. */
export function areAssignable(bindings: Bindings, to: readonly CelType[], from: readonly CelType[]): boolean {
  const trial: Bindings = new Map(bindings)
  if (!to.every((type, at) => isAssignable(trial, type, from[at] as CelType))) return false
  for (const [name, type] of trial) bindings.set(name, type)
  return true
}

/** Parameters as `_var3` are unknown to users: they are printed as what they stand for. */
export const printedType = (bindings: Bindings, type: CelType): string => typeText(substitute(bindings, type, true))
