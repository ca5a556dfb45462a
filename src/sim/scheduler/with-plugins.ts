import type { ControlPlane } from '../state.js'
import { always, type Plugin } from './define.js'
import { defaultPlugins, mostPlugins } from './registry.js'

/**
 * A control plane whose scheduler has these plugins besides the default ones. They take part in every profile without being named;
 * a profile can weigh them, give them arguments, or turn them off. Fails when a name is taken, or with too many plugins.
 */
export function withSchedulerPlugins(controlPlane: ControlPlane, plugins: readonly Plugin[]): ControlPlane {
  if (plugins.length === 0) return controlPlane
  const added = [...((controlPlane.schedulerPlugins as readonly Plugin[] | undefined) ?? []), ...plugins.map(hearsOfNodes)]
  const names = new Set(defaultPlugins.map(({ name }) => name))
  for (const { name } of added) {
    if (names.has(name)) throw new TypeError(`there is a scheduler plugin \`${name}\` already: give yours another name`)
    names.add(name)
  }
  if (names.size > mostPlugins) throw new TypeError(`at most ${mostPlugins - defaultPlugins.length} scheduler plugins can be added, got ${added.length}`)
  return { ...controlPlane, schedulerPlugins: added }
}

/**
 * Who wants to hear of new nodes hears of taints too: a node that comes is tainted at first (scheduler.go buildQueueingHintMap, 1.36). A
 * filter without any hint wants to hear of everything that could help: nodes, and pods that go.
 */
function hearsOfNodes(plugin: Plugin): Plugin {
  if (plugin.requeue === undefined) return plugin.filter === undefined && plugin.check === undefined && plugin.permit === undefined ? plugin : { ...plugin, requeue: everything }
  return plugin.requeue.nodeAdd === undefined || plugin.requeue.nodeTaint !== undefined ? plugin : { ...plugin, requeue: { ...plugin.requeue, nodeTaint: always } }
}

const everything: NonNullable<Plugin['requeue']> = {
  nodeAdd: always, nodeDelete: always, nodeAllocatable: always, nodeLabel: always, nodeTaint: always,
  podAdd: always, podDelete: always, podLabel: always, podScaleDown: always, podToleration: always,
}
