import { defineInvariant, type Invariant } from './define.js'

const name = 'deletions'

export const deletions: Invariant = defineInvariant({
  name,
  summary: 'An object that is being deleted never stops being so.',
  check: ({ log }) => log.entries.flatMap(({ kind, key, object, previous, revision, by }) => {
    const isRevived = previous?.metadata.deletionTimestamp !== undefined && object.metadata.deletionTimestamp === undefined
    return isRevived ? [{ invariant: name, revision, message: `${by} took the deletionTimestamp off ${kind} ${key}` }] : []
  }),
})
