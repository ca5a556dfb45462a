import type { ControlPlane } from '../state.js'
import type { ChangeType, Plugin } from './define.js'
import { balancedAllocation } from './plugins/balanced-allocation.js'
import { defaultBinder } from './plugins/default-binder.js'
import { defaultPreemption } from './plugins/default-preemption.js'
import { dynamicResources } from './plugins/dynamic-resources.js'
import { imageLocality } from './plugins/image-locality.js'
import { interPodAffinity } from './plugins/inter-pod-affinity.js'
import { nodeAffinity } from './plugins/node-affinity.js'
import { nodeDeclaredFeatures } from './plugins/node-declared-features.js'
import { nodeName } from './plugins/node-name.js'
import { nodePorts } from './plugins/node-ports.js'
import { nodeResourcesFit } from './plugins/node-resources-fit.js'
import { nodeUnschedulable } from './plugins/node-unschedulable.js'
import { nodeVolumeLimits } from './plugins/node-volume-limits.js'
import { podTopologySpread } from './plugins/pod-topology-spread.js'
import { prioritySort } from './plugins/priority-sort.js'
import { schedulingGates } from './plugins/scheduling-gates.js'
import { taintToleration } from './plugins/taint-toleration.js'
import { volumeBinding } from './plugins/volume-binding.js'
import { volumeRestrictions } from './plugins/volume-restrictions.js'
import { volumeZone } from './plugins/volume-zone.js'

/** The default plugins in the order in which they run (apis/config/v1 default_plugins.go, 1.36). */
export const defaultPlugins: readonly Plugin[] = [
  schedulingGates,
  prioritySort,
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  nodeVolumeLimits,
  volumeBinding,
  volumeZone,
  podTopologySpread,
  interPodAffinity,
  dynamicResources,
  defaultPreemption,
  balancedAllocation,
  imageLocality,
  defaultBinder,
  nodeDeclaredFeatures,
]

/** The plugins that a control plane's profiles may name. */
export interface Registry {
  /** The default ones, then those that were added. */
  readonly plugins: readonly Plugin[]
  /** Each plugin's bit in a set of plugins. */
  readonly bits: ReadonlyMap<string, number>
  /** Which plugins want to hear of a change, as bits, so that most changes cost nothing. */
  readonly interested: ReadonlyMap<ChangeType, number>
}

/** Sets of plugins are kept in the bits of one number. */
export const mostPlugins = 31

const none: readonly Plugin[] = []
const registries = new WeakMap<readonly Plugin[], Registry>()

export const registryOf = ({ schedulerPlugins }: Pick<ControlPlane, 'schedulerPlugins'>): Registry => registryWith((schedulerPlugins as readonly Plugin[] | undefined) ?? none)

/** The default plugins and some more. */
export function registryWith(added: readonly Plugin[]): Registry {
  const known = registries.get(added)
  if (known !== undefined) return known
  const registry = createRegistry([...defaultPlugins, ...added])
  registries.set(added, registry)
  return registry
}

function createRegistry(plugins: readonly Plugin[]): Registry {
  const bits = new Map(plugins.map(({ name }, i) => [name, 1 << i]))
  const interested = new Map<ChangeType, number>()
  for (const { name, requeue = {} } of plugins) {
    for (const type of Object.keys(requeue) as ChangeType[]) interested.set(type, (interested.get(type) ?? 0) | bits.get(name)!)
  }
  return { plugins, bits, interested }
}
