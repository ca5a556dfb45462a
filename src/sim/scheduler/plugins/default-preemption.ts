import { definePlugin, type Plugin } from '../define.js'

/** Takes pods of lower priority off a node when nothing else helps (defaultpreemption, 1.36); what it does is in ../preemption/. */
export const defaultPreemption: Plugin = definePlugin({ name: 'DefaultPreemption', requeue: { podDelete: () => false } })
