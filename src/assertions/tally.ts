import type { KubeObject, ObjectKey } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import { createScan } from './history.js'
import type { Demand } from './judge.js'

/** Which of the selected objects meet all checks, kept up to date change by change: 10,000 pods are not asked again for one of them. */
interface Tally {
  readonly fits: Map<ObjectKey, boolean>
  fitting: number
}

/**
 * Whether each or so many of the selected objects meet checks that look at the object alone, without saying which do not; undefined
 * when it must be asked as a whole, because a check looks at the clock or the selection at other objects.
 */
export function createTally<T extends KubeObject>(demand: Demand<T>): ((view: ClusterView) => boolean) | undefined {
  const { selection, count, checks } = demand
  const { includes } = selection
  if (includes === undefined || selection.exact !== undefined || checks.some(({ reads }) => reads !== 'objects')) return undefined
  const scan = createScan<Tally>(
    () => ({ fits: new Map(), fitting: 0 }),
    (tally, { kind, key, type, object }) => {
      if (kind !== selection.kind) return
      if (tally.fits.get(key) === true) tally.fitting--
      tally.fits.delete(key)
      if (type === 'DELETED' || !includes(object)) return
      const fits = checks.every((check) => check.failing(object as T, undefined as never) === undefined)
      tally.fits.set(key, fits)
      if (fits) tally.fitting++
    },
  )
  return (view) => {
    const { fits, fitting } = scan(view)
    return count === undefined ? fitting > 0 && fitting === fits.size : count.matches(fitting)
  }
}
