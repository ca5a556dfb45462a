import { definePlugin, type Incoming, type Plugin } from '../define.js'
import type { NodeRecord } from '../node-record.js'
import { unresolvable } from '../rejection.js'
import { hasUntoleratedTaint, isTolerated } from '../tolerations.js'

const name = 'TaintToleration'
const rejection = unresolvable(name, 'node(s) had untolerated taint(s)')

/** Taints keep pods off unless tolerated; PreferNoSchedule ones cost score (tainttoleration, 1.36). */
export const taintToleration: Plugin = definePlugin({
  name,
  weight: 3,
  filter: ({ facts }, { node }) => (hasUntoleratedTaint(node?.spec.taints, facts.tolerations) ? rejection : undefined),
  score: softTaints,
  normalize: 'lowest',
  requeue: {
    nodeAdd: ({ incoming }, { node }) => !hasUntoleratedTaint(node?.after?.spec.taints, incoming.facts.tolerations),
    nodeTaint: ({ incoming }, { node }) =>
      hasUntoleratedTaint(node?.before?.spec.taints, incoming.facts.tolerations) && !hasUntoleratedTaint(node?.after?.spec.taints, incoming.facts.tolerations),
    podToleration: ({ pod }, change) => change.pod?.after?.metadata.uid === pod.metadata.uid,
  },
})

/** How many PreferNoSchedule taints the pod does not tolerate. */
function softTaints({ facts }: Incoming, { node }: NodeRecord): number {
  let count = 0
  for (const taint of node?.spec.taints ?? []) if (taint.effect === 'PreferNoSchedule' && !isTolerated(facts.tolerations, taint)) count++
  return count
}
