import { always, definePlugin, type Plugin } from '../define.js'

/** A pod with scheduling gates waits outside of the queue until the last one is taken away (schedulinggates, 1.36). */
export const schedulingGates: Plugin = definePlugin({
  name: 'SchedulingGates',
  preEnqueue: (pod) => (pod.spec.schedulingGates?.length ?? 0) === 0,
  requeue: { podGatesGone: always },
})
