import type { KubeObject } from '../api/types.js'
import { defineInvariant, type Invariant, type Violation } from './define.js'

const name = 'revisions'

/** Readers of the log rest on this: watches, time travel, causes. */
export const revisions: Invariant = defineInvariant({
  name,
  summary: 'Revisions grow by one, times never go back, and every entry continues the object that the last one left.',
  check({ log }) {
    const violations: Violation[] = []
    const last = new Map<string, KubeObject>()
    let at = Number.NEGATIVE_INFINITY
    log.entries.forEach((entry, i) => {
      const { revision, object, previous, type } = entry
      const say = (message: string): void => void violations.push({ invariant: name, revision, message })
      const key = `${entry.kind} ${entry.key}`
      if (revision !== i + 1) say(`entry ${i} has revision ${revision}`)
      if (object.metadata.resourceVersion !== String(revision)) say(`${key} carries resourceVersion ${object.metadata.resourceVersion}`)
      if (entry.at < at) say(`${key} was written at ${entry.at}, after an entry of ${at}`)
      if (previous !== last.get(key)) say(`${key} does not continue what was stored before`)
      if ((type === 'ADDED') !== (previous === undefined)) say(`${key} is ${type} ${previous === undefined ? 'without' : 'with'} an object before it`)
      at = entry.at
      if (type === 'DELETED') last.delete(key)
      else last.set(key, object)
    })
    return violations
  },
})
