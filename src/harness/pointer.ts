/** JSON pointers (RFC 6901), and the dotted paths that messages show. */

export type PathStep = string | number

export const escapeStep = (step: PathStep): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1')
export const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')

export const child = (pointer: string, step: PathStep): string => `${pointer}/${escapeStep(step)}`
export const parsePointer = (pointer: string): readonly string[] => (pointer === '' ? [] : pointer.slice(1).split('/').map(unescapeStep))
export const formatPointer = (steps: readonly PathStep[]): string => steps.map((step) => `/${escapeStep(step)}`).join('')

/** `/spec/steps/0/apply` -> `spec.steps[0].apply`; keys that are no plain words are quoted: `scale["deployment/web"]`. */
export function dottedPath(pointer: string): string {
  let path = ''
  for (const step of parsePointer(pointer)) {
    if (/^\d+$/.test(step)) path += `[${step}]`
    else if (/^[A-Za-z_][\w-]*$/.test(step)) path += path === '' ? step : `.${step}`
    else path += `[${JSON.stringify(step)}]`
  }
  return path
}

/** The value a pointer names, or undefined. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value: unknown = root
  for (const step of parsePointer(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}
