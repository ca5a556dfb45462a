/** `fieldPath` of a rule: `.spec.a`, `['a.b']`; apiextensions 1.36 ValidFieldPath. */
import { valuesOf, type JsonSchema } from './schema.js'

/** The names on the way, or undefined where the schema does not have such a place. */
export function resolveFieldPath(text: string, schema: JsonSchema): readonly { readonly name: string; readonly isKey: boolean }[] | undefined {
  const steps: { name: string; isKey: boolean }[] = []
  let at: JsonSchema | undefined = schema
  let rest = text
  while (rest !== '') {
    const match = /^(?:\.([^.[\]']+)|\['((?:[^'\\]|\\.)*)'\])/.exec(rest)
    if (!match || at === undefined) return undefined
    rest = rest.slice(match[0].length)
    const name = match[1] ?? (match[2] as string).replaceAll(/\\(['\\])/g, '$1')
    const values = valuesOf(at)
    const property: JsonSchema | undefined = at.properties && Object.hasOwn(at.properties, name) ? at.properties[name] : undefined
    if (!property && !(match[2] !== undefined && values)) return undefined
    steps.push({ name, isKey: property === undefined })
    at = property ?? values
  }
  return steps.length === 0 ? undefined : steps
}

/** As it is added to the path of the value: `.a[b]` -> `a[b]`. */
export const fieldPathText = (steps: readonly { readonly name: string; readonly isKey: boolean }[]): string =>
  steps.reduce((text, { name, isKey }) => (isKey ? `${text}[${name}]` : text === '' ? name : `${text}.${name}`), '')
