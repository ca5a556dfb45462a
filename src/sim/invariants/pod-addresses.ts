import type { Pod } from '../api/types.js'
import { defineInvariant, type Invariant } from './define.js'

const name = 'pod-addresses'

export const podAddresses: Invariant = defineInvariant({
  name,
  summary: 'No two pods that run have one IP, but for those on their host\'s network.',
  check({ store }) {
    const holders = new Map<string, Pod>()
    return [...store.list<Pod>('Pod')].flatMap((pod) => {
      const { podIP, phase } = pod.status
      if (podIP === undefined || podIP === '' || pod.spec.hostNetwork === true || phase !== 'Running') return []
      const holder = holders.get(podIP)
      holders.set(podIP, pod)
      return holder === undefined ? [] : [{ invariant: name, message: `pods ${holder.metadata.name} and ${pod.metadata.name} both have ${podIP}` }]
    })
  },
})
