/** The JSON paths of printed columns: `.spec.a`, `.spec.l[0]`, `.spec.l[*].name`, `.status.conditions[?(@.type=="Ready")].status`. */
import { isRecord } from './schema.js'

type Step = { readonly name: string } | { readonly index: number } | { readonly all: true } | { readonly key: string; readonly equals: string }

const grammar = /^(?:\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]|\[(-?\d+)\]|(\[\*\]|\.\*)|\[\?\(@\.([^=!<>\s]+)\s*==\s*(?:"([^"]*)"|'([^']*)'|([^)\s]+))\)\])/

const memo = new Map<string, readonly Step[]>()

function parse(path: string): readonly Step[] {
  const known = memo.get(path)
  if (known) return known
  const steps: Step[] = []
  for (let rest = path; rest !== '';) {
    const match = grammar.exec(rest)
    if (!match) break
    const [whole, name, quoted, position, all, key, ...values] = match
    rest = rest.slice(whole.length)
    if (all !== undefined) steps.push({ all: true })
    else if (position !== undefined) steps.push({ index: Number(position) })
    else if (key !== undefined) steps.push({ key, equals: values.find((value) => value !== undefined) ?? '' })
    else steps.push({ name: (name ?? (quoted as string)).replaceAll(/\\(.)/g, '$1') })
  }
  memo.set(path, steps)
  return steps
}

const at = (value: unknown, name: string): unknown => name.split('.').reduce<unknown>((inner, part) => (isRecord(inner) ? inner[part] : undefined), value)

function step(value: unknown, one: Step): readonly unknown[] {
  if ('name' in one) return isRecord(value) && value[one.name] !== undefined ? [value[one.name]] : []
  if ('index' in one) return Array.isArray(value) && value.at(one.index) !== undefined ? [value.at(one.index)] : []
  if ('all' in one) return Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
  return Array.isArray(value) ? value.filter((item: unknown) => String(at(item, one.key)) === one.equals) : []
}

/** The first value at a path, as tables of kubectl show it; undefined where there is none. */
export const columnCell = (object: unknown, path: string): unknown => parse(path).reduce<readonly unknown[]>((values, one) => values.flatMap((value) => step(value, one)), [object])[0]
