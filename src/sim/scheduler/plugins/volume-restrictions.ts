import { Kind } from '../../api/kinds/ids.js'
import { always, definePlugin, type ClusterChange, type Plugin, type Waiting } from '../define.js'
import { unresolvable } from '../rejection.js'

const name = 'VolumeRestrictions'

/** A claim that the pod names must be there (volumerestrictions, 1.36). */
export const volumeRestrictions: Plugin = definePlugin({
  name,
  check: (pod, facts, store) => {
    for (const claim of facts.claims) {
      const isThere = store.get(Kind.PersistentVolumeClaim, `${pod.metadata.namespace}/${claim}`) !== undefined
      if (!isThere) return unresolvable(name, `persistentvolumeclaim "${claim}" not found`)
    }
    return undefined
  },
  requeue: { claimAdd: names, podDelete: sharesClaim, nodeAdd: always, nodeTaint: always },
})

function names({ pod, incoming }: Waiting, { key }: ClusterChange): boolean {
  return incoming.facts.claims.some((claim) => key === `${pod.metadata.namespace}/${claim}`)
}

function sharesClaim({ pod, incoming }: Waiting, { pod: gone }: ClusterChange): boolean {
  if (gone?.before === undefined || gone.before.metadata.namespace !== pod.metadata.namespace) return false
  return (gone.before.spec.volumes ?? []).some(({ persistentVolumeClaim: claim }) => claim !== undefined && incoming.facts.claims.includes(claim.claimName))
}
