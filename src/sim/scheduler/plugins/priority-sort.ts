import { definePlugin, type Plugin } from '../define.js'

/** Higher priority first, then who came first (queuesort, 1.36); the order itself is that of queue/pod-heap.ts. */
export const prioritySort: Plugin = definePlugin({ name: 'PrioritySort' })
