import { always, definePlugin, type Plugin } from '../define.js'

/**
 * A pod that names its node (nodename, 1.36). Such a pod has its node already and never comes to the queue, so the filter has nothing
 * to do; the plugin stands here for profiles and the order.
 */
export const nodeName: Plugin = definePlugin({ name: 'NodeName', requeue: { nodeAdd: always, nodeTaint: always } })
