import type { LatencyProfile } from '../latency.js'
import { noPressure } from './pressure.js'
import type { NodeState } from './state.js'

/** A node as it is at the start: its kubelet runs, nothing else does. */
export const newNode = (name: string, latency: LatencyProfile): NodeState => ({
  name, by: `kubelet@${name}`, isUp: true, isRegistered: true, isConnected: true, cutAt: undefined, syncAnchor: latency.kubeletStartMs, relistAnchor: latency.kubeletStartMs + latency.relistPhaseMs,
  workers: new Set(), images: new Set(), pulls: new Map(), pullQueue: [], requested: new Map(), hostPorts: [], addresses: new Set(), lastAddress: 0, isSchedulable: true, backlog: [], preemption: undefined,
  pressure: noPressure, pendingResizes: [], metered: new Set(), boots: 0, statics: new Map(), shutdown: undefined,
})
