import { cpuMillis } from '../quantity.js'
import type { Fields } from './fill.js'

/** Quantities finer than a thousandth are rounded up to it (`SetDefaults_ResourceList` 1.36); canonical texts show that in their end. */
const isFinerThanMilli = (quantity: string): boolean => /[nu]$|e-(?:[4-9]|\d\d)/.test(quantity)

export type Resources = Readonly<Record<string, string>>

export function roundResources(list: Resources): Resources {
  let changed: Record<string, string> | undefined
  for (const name in list) {
    const quantity = list[name] as string
    const last = quantity.charCodeAt(quantity.length - 1)
    // 'n', 'u', or an exponent: rare enough to look twice
    if ((last === 110 || last === 117 || quantity.includes('e-')) && isFinerThanMilli(quantity)) (changed ??= { ...list })[name] = `${cpuMillis(quantity)}m`
  }
  return changed ?? list
}

/** Rounds the resource lists of the named fields. */
export function roundedLists(...names: readonly string[]): (fields: Fields) => Fields {
  return (fields) => {
    let changed: Record<string, unknown> | undefined
    for (const name of names) {
      const list = fields[name] as Resources | undefined
      const rounded = list && roundResources(list)
      if (rounded !== list) (changed ??= { ...fields })[name] = rounded
    }
    return changed ?? fields
  }
}

/** Adds the entries of `from` whose names `to` lacks. */
export function fillResources(to: Resources | undefined, from: Resources): Resources {
  let changed: Record<string, string> | undefined
  for (const name in from) {
    if (to?.[name] === undefined) (changed ??= { ...to })[name] = from[name] as string
  }
  return changed ?? to ?? from
}
