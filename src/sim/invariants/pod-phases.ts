import type { Pod } from '../api/types.js'
import { defineInvariant, type Invariant } from './define.js'

const name = 'pod-phases'
const isFinal = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed'

export const podPhases: Invariant = defineInvariant({
  name,
  summary: 'A pod that has succeeded or failed stays so.',
  check: ({ log }) => log.entries.flatMap((entry) => {
    if (entry.kind !== 'Pod' || entry.type === 'ADDED') return []
    const { key, object, previous, revision, by } = entry
    if (previous === undefined) return []
    const [before, after] = [(previous as Pod).status.phase, (object as Pod).status.phase]
    return isFinal(before) && before !== after ? [{ invariant: name, revision, message: `${by} took pod ${key} from ${before} to ${after}` }] : []
  }),
})
