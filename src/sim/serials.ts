import type { Cluster } from './state.js'

/** 1, 2, 3, … by name: addresses, ports, names of events. */
export function nextSerial(cluster: Cluster, name: string): number {
  const n = (cluster.serials.get(name) ?? 0) + 1
  cluster.serials.set(name, n)
  return n
}
