import { addQuantities, compareQuantities } from '../quantity.js'
import type { Container, PodSpec, ResourceList } from '../types.js'
import { forbidden, invalid, notSupported } from './field-error.js'
import { child, index, key } from './path.js'
import type { FieldPath } from './path.js'
import { isHugePages, resourceName } from './resource-names.js'
import { validateResources } from './resources.js'
import type { Errors } from './scalars.js'
import { entries, isPresent } from './values.js'

/** Resources of the pod as a whole: core `validatePodResources` 1.36. */

type Totals = ReadonlyMap<string, string>
const larger = (a: string, b: string): string => (compareQuantities(a, b) >= 0 ? a : b)

function combine(lists: readonly (ResourceList | Totals | undefined)[], join: (a: string, b: string) => string): Totals {
  const totals = new Map<string, string>()
  for (const list of lists) {
    for (const [name, quantity] of list instanceof Map ? list : Object.entries((list ?? {}) as ResourceList)) {
      const known = totals.get(name)
      totals.set(name, known === undefined ? quantity : join(known, quantity))
    }
  }
  return totals
}

const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always'

/** What the containers need at the worst moment: sidecars add up, other init containers take turns. */
function aggregate(spec: PodSpec, listOf: (container: Container) => ResourceList | undefined): Totals {
  const init = spec.initContainers ?? []
  let sidecars: Totals = new Map()
  let worst: Totals = new Map()
  for (const container of init) {
    const together = combine([sidecars, listOf(container)], addQuantities)
    if (isSidecar(container)) sidecars = together
    worst = combine([worst, together], larger)
  }
  return combine([combine([sidecars, ...(spec.containers ?? []).map(listOf)], addQuantities), worst], larger)
}

function podResourceName(path: FieldPath, name: string, errors: Errors): void {
  if (!resourceName(path, name, errors)) return
  if (name !== 'cpu' && name !== 'memory' && !isHugePages(name)) errors.push(notSupported(path, name, ['cpu', 'memory']))
}

export function validatePodResources(path: FieldPath, spec: PodSpec, claims: ReadonlySet<string>, errors: Errors): void {
  const { resources } = spec
  if (!resources) return
  if (spec.os?.name === 'windows') {
    errors.push(forbidden(path, 'may not be set for a windows pod'))
    return
  }
  if (isPresent(resources.claims)) errors.push(forbidden(child(path, 'claims'), 'claims may not be set for Resources at pod-level'))
  validateResources(path, resources, claims, errors, podResourceName)
  for (const [name, needed] of [...aggregate(spec, (container) => container.resources?.requests)].sort()) {
    const request = resources.requests?.[name]
    if (request !== undefined && compareQuantities(needed, request) > 0)
      errors.push(invalid(key(child(path, 'requests'), name), request, `must be greater than or equal to aggregate container requests of ${needed}`))
  }
  for (const [position, container] of (spec.containers ?? []).entries()) {
    for (const [name, limit] of entries<string>(container.resources?.limits)) {
      const whole = resources.limits?.[name]
      if (whole !== undefined && compareQuantities(limit, whole) > 0)
        errors.push(
          invalid(child(key(index(child(path, 'containers'), position), name), 'limits'), limit, `must be less than or equal to pod limits of ${whole}`),
        )
    }
  }
}
