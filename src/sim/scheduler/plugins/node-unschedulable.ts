import { definePlugin, type Plugin } from '../define.js'
import { unresolvable } from '../rejection.js'
import { isTolerated } from '../tolerations.js'

const name = 'NodeUnschedulable'
const rejection = unresolvable(name, 'node(s) were unschedulable')
const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Cordoned nodes take only pods that tolerate it (nodeunschedulable, 1.36). */
export const nodeUnschedulable: Plugin = definePlugin({
  name,
  filter: ({ facts }, { node }) => (node?.spec.unschedulable === true && !isTolerated(facts.tolerations, taint) ? rejection : undefined),
  requeue: {
    nodeAdd: (_, { node }) => node?.after?.spec.unschedulable !== true,
    nodeTaint: (_, { node }) => node?.before?.spec.unschedulable === true && node.after?.spec.unschedulable !== true,
    podToleration: ({ pod }, change) => change.pod?.after?.metadata.uid === pod.metadata.uid && isTolerated(change.pod.after.spec.tolerations ?? [], taint),
  },
})
