import type { ActorSlot, Cluster, ControlPlane } from './state.js'

const places = new WeakMap<ControlPlane, ReadonlyMap<string, number>>()

/** Place of an actor in the control plane, by its name; -1: there is none. */
export function actorIndex({ controlPlane }: Cluster, name: string): number {
  let known = places.get(controlPlane)
  if (known === undefined) places.set(controlPlane, (known = new Map(controlPlane.actors.map((actor, index) => [actor.name, index]))))
  return known.get(name) ?? -1
}

/** An actor's place in one cluster; undefined where the control plane has none of that name. */
export const slotOf = (cluster: Cluster, name: string): ActorSlot | undefined => cluster.slots[actorIndex(cluster, name)]
