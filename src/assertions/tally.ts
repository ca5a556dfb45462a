import type { KubeObject, ObjectKey } from '../sim/api/types.js'
import type { ClusterView } from '../sim/view.js'
import { createScan } from './history.js'
import type { Demand } from './judge.js'

/** Which of the selected objects meet all checks, kept up to date change by change: 10,000 pods are not asked again for one of them. */
interface Tally {
  readonly fits: Map<ObjectKey, boolean>
  fitting: number
}

/** Whether each or so many of the selected objects meet checks, which look at the object alone, without saying which do not. */
export function createTally<T extends KubeObject>({ selection, count, checks }: Demand<T>): (view: ClusterView) => boolean {
  const { kind: selected, includes } = selection
  const scan = createScan<Tally>(
    () => ({ fits: new Map(), fitting: 0 }),
    (tally, { kind, key, type, object }) => {
      if (kind !== selected) return
      if (tally.fits.get(key) === true) tally.fitting--
      tally.fits.delete(key)
      if (type === 'DELETED' || includes?.(object) !== true) return
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
