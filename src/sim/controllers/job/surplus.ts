import type { Job, Pod } from '../../api/types.js'
import { compareActivePods, deletionKey } from '../deletion-rank.js'
import type { Look } from './look.js'
import { indexOf } from './pods.js'
import { isIndexed } from './traits.js'

/** Active pods that have to go: those without a valid index of their own, and at least so many (activePodsForRemoval, 1.36). */
export function surplusPods(look: Look, atLeast: number): readonly Pod[] {
  const { job, active } = look
  const [removed, left] = isIndexed(job) ? duplicates(look, job) : [[], active]
  if (removed.length >= atLeast) return removed
  return [...removed, ...ranked(look, left).slice(0, atLeast - removed.length)]
}

const ranked = ({ clock, now }: Look, pods: readonly Pod[]): readonly Pod[] =>
  pods.map((pod) => deletionKey(pod, 0, clock, now)).sort(compareActivePods).map(({ pod }) => pod)

/** Of each index the last in the order of removal stays. */
function duplicates(look: Look, job: Job): readonly [readonly Pod[], readonly Pod[]] {
  const [removed, left]: [Pod[], Pod[]] = [[], []]
  const byIndex = new Map<number, Pod[]>()
  for (const pod of look.active.toSorted((a, b) => indexOf(a) - indexOf(b))) {
    const index = indexOf(pod)
    if (index < 0 || index >= (job.spec.completions ?? 0)) removed.push(pod)
    else byIndex.set(index, [...(byIndex.get(index) ?? []), pod])
  }
  for (const pods of byIndex.values()) {
    const order = pods.length === 1 ? pods : ranked(look, pods)
    removed.push(...order.slice(0, -1))
    left.push(order.at(-1)!)
  }
  return [removed, left]
}
