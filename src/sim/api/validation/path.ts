/** Where validation is, as a chain from the leaf up: cheap to extend, rendered only when something is wrong. */
export interface FieldPath {
  readonly parent: FieldPath | undefined
  /** A field's name, a list's index, or the key of a map. */
  readonly step: string | number
  readonly isKey: boolean
}

export const root = (name: string): FieldPath => ({ parent: undefined, step: name, isKey: false })
export const child = (parent: FieldPath | undefined, name: string): FieldPath => ({ parent, step: name, isKey: false })
export const index = (parent: FieldPath, position: number): FieldPath => ({ parent, step: position, isKey: false })
export const key = (parent: FieldPath, name: string): FieldPath => ({ parent, step: name, isKey: true })

/** `spec.containers[0].resources.limits[cpu]`, as apimachinery's field.Path prints. */
export function fieldText(path: FieldPath): string {
  const { parent, step, isKey } = path
  if (isKey || typeof step === 'number') return `${parent ? fieldText(parent) : ''}[${step}]`
  return parent ? `${fieldText(parent)}.${step}` : step
}

/** The JSON pointer of the same place (RFC 6901); composite steps such as `{topologyKey, whenUnsatisfiable}` point at their parent. */
export function pointerText(path: FieldPath): string {
  const start = path.parent ? pointerText(path.parent) : ''
  if (typeof path.step === 'string' && path.step.startsWith('{')) return start
  return `${start}/${String(path.step).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
