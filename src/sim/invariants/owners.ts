import { defineInvariant, type Invariant } from './define.js'
import { kindIdOf } from '../store/keys.js'

const name = 'owners'

export const owners: Invariant = defineInvariant({
  name,
  summary: 'An owner reference names the object that has its uid; no two objects have one uid.',
  check({ log }) {
    const known = new Map<string, string>()
    return log.entries.flatMap(({ kind, key, object, type, revision, by }) => {
      const { uid, ownerReferences = [] } = object.metadata
      const self = `${kind} ${object.metadata.name}`
      const twin = known.get(uid)
      known.set(uid, self)
      const isTwin = twin !== undefined && (twin !== self || type === 'ADDED')
      const wrong = ownerReferences.filter((owner) => known.has(owner.uid) && known.get(owner.uid) !== `${kindIdOf(owner)} ${owner.name}`)
      return [
        ...(isTwin ? [{ invariant: name, revision, message: `${kind} ${key} has the uid of ${twin}` }] : []),
        ...wrong.map((owner) => ({ invariant: name, revision, message: `${by} gave ${kind} ${key} the owner ${owner.kind} ${owner.name}, whose uid is that of ${known.get(owner.uid)}` })),
      ]
    })
  },
})
