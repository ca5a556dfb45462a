import { always, definePlugin, type Plugin } from '../define.js'
import { unresolvable } from '../rejection.js'

const name = 'NodeName'
const rejection = unresolvable(name, "node(s) didn't match the requested node name")

/**
 * A pod that names its node wants no other (nodename, 1.36). Such a pod has its node already and never comes to the queue; who asks where
 * one could go (`explainPlacement` of a pod that is not stored) gets the plugin's answer.
 */
export const nodeName: Plugin = definePlugin({
  name,
  preFilter: ({ pod }) => (pod.spec.nodeName === undefined || pod.spec.nodeName === '' ? undefined : { state: pod.spec.nodeName }),
  filter: (_, record, wanted) => (record.name === wanted ? undefined : rejection),
  requeue: { nodeAdd: always, nodeTaint: always },
})
