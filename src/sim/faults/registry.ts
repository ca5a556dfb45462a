import { apiDown } from './api-down.js'
import { apiLatency } from './api-latency.js'
import { clockSkew } from './clock-skew.js'
import { containerCrash } from './container-crash.js'
import { containerOom } from './container-oom.js'
import { controllerDown } from './controller-down.js'
import type { AnyFault } from './define.js'
import { dnsDown } from './dns-down.js'
import { imagePullFailure } from './image-pull-failure.js'
import { metricsDown } from './metrics-down.js'
import { nodeDelete } from './node-delete.js'
import { nodeDrain } from './node-drain.js'
import { nodeFailure } from './node-failure.js'
import { nodePartition } from './node-partition.js'
import { nodePressure } from './node-pressure.js'
import { nodeReboot } from './node-reboot.js'
import { podKill } from './pod-kill.js'
import { probeFailure } from './probe-failure.js'
import { registryDown } from './registry-down.js'
import { schedulerDown } from './scheduler-down.js'
import { slowStart } from './slow-start.js'
import { volumeAttachFailure } from './volume-attach-failure.js'
import { zoneFailure } from './zone-failure.js'

export const faults: readonly AnyFault[] = [
  nodeFailure, nodePartition, zoneFailure, nodeDrain, nodeDelete, nodeReboot, nodePressure, podKill, containerCrash, containerOom, probeFailure,
  imagePullFailure, registryDown, slowStart, apiDown, schedulerDown, controllerDown, apiLatency, metricsDown, dnsDown, volumeAttachFailure, clockSkew,
]

const byName = new Map(faults.map((fault) => [fault.name, fault]))

export const faultNamed = (name: string): AnyFault | undefined => byName.get(name)
export const faultNames: readonly string[] = faults.map(({ name }) => name)
