import type { Plugin } from './define.js'
import { balancedAllocation } from './plugins/balanced-allocation.js'
import { defaultPreemption } from './plugins/default-preemption.js'
import { imageLocality } from './plugins/image-locality.js'
import { interPodAffinity } from './plugins/inter-pod-affinity.js'
import { nodeAffinity } from './plugins/node-affinity.js'
import { nodeName } from './plugins/node-name.js'
import { nodePorts } from './plugins/node-ports.js'
import { nodeResourcesFit } from './plugins/node-resources-fit.js'
import { nodeUnschedulable } from './plugins/node-unschedulable.js'
import { podTopologySpread } from './plugins/pod-topology-spread.js'
import { prioritySort } from './plugins/priority-sort.js'
import { schedulingGates } from './plugins/scheduling-gates.js'
import { taintToleration } from './plugins/taint-toleration.js'
import { volumeBinding } from './plugins/volume-binding.js'
import { volumeRestrictions } from './plugins/volume-restrictions.js'

/** The default plugins in the order in which they run (apis/config/v1 default_plugins.go, 1.36). */
export const plugins: readonly Plugin[] = [
  schedulingGates,
  prioritySort,
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
  defaultPreemption,
  balancedAllocation,
  imageLocality,
]
