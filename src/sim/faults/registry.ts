import { containerCrash } from './container-crash.js'
import type { AnyFault } from './define.js'
import { imagePullFailure } from './image-pull-failure.js'
import { nodeDelete } from './node-delete.js'
import { nodeFailure } from './node-failure.js'
import { nodePartition } from './node-partition.js'
import { nodeReboot } from './node-reboot.js'
import { podKill } from './pod-kill.js'
import { probeFailure } from './probe-failure.js'
import { zoneFailure } from './zone-failure.js'

export const faults: readonly AnyFault[] = [nodeFailure, nodePartition, zoneFailure, nodeReboot, nodeDelete, podKill, containerCrash, probeFailure, imagePullFailure]

/** Faults of the format that are not simulated yet. */
export const plannedFaults: readonly string[] = [
  'node-drain', 'node-pressure', 'container-oom', 'registry-down', 'slow-start', 'api-down', 'scheduler-down', 'controller-down', 'api-latency', 'metrics-down',
  'dns-down', 'volume-attach-failure', 'clock-skew',
]

const byName = new Map(faults.map((fault) => [fault.name, fault]))

export const faultNamed = (name: string): AnyFault | undefined => byName.get(name)
export const faultNames: readonly string[] = faults.map(({ name }) => name)
