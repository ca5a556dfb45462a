import { defaultClusterOptions } from '../sim/cluster.js'
import { controlPlane } from '../sim/control-plane.js'
import { parseQuantity } from '../sim/api/quantity.js'
import { checkPaths } from '../harness/check/check-manifests.js'
import { error, fileStart, hasErrors } from '../harness/diagnostics.js'
import type { ClusterOptions } from '../sim/state.js'
import { exitCodes } from './exit-codes.js'
import { createReporter } from './reporter.js'

export interface CheckCommandOptions {
  readonly json?: boolean
  readonly nodes: number
  readonly nodeCpu: string
  readonly nodeMemory: string
  readonly namespace: string
  readonly unmodelled?: 'ignore' | 'warn' | 'error'
  readonly color: boolean
}

/** `seatrial check PATH…` */
export async function checkCommand(paths: readonly string[], options: CheckCommandOptions): Promise<number> {
  const reporter = createReporter({ reporter: options.json === true ? 'json' : 'default', color: options.color })
  const wrong = (['nodeCpu', 'nodeMemory'] as const).find((name) => !parseQuantity(options[name]).ok)
  if (wrong !== undefined) {
    reporter.invalid([error(fileStart(''), `\`--node-${wrong === 'nodeCpu' ? 'cpu' : 'memory'}\` must be a quantity such as 4 or 16Gi, got \`${options[wrong]}\``)])
    return exitCodes.invalid
  }
  const outcome = await checkPaths(paths, controlPlane, { cluster: clusterOf(options), namespace: options.namespace, unmodelled: options.unmodelled ?? 'warn' })
  reporter.check(outcome)
  if (hasErrors(outcome.diagnostics)) return exitCodes.invalid
  return outcome.workloads.every(({ outcome: result }) => result === 'ready' || result === 'completed') ? exitCodes.passed : exitCodes.failed
}

function clusterOf({ nodes, nodeCpu, nodeMemory }: CheckCommandOptions): ClusterOptions {
  const capacity = { cpu: nodeCpu, memory: nodeMemory, pods: '110', 'ephemeral-storage': '100Gi' }
  return { ...defaultClusterOptions, nodes: Array.from({ length: nodes }, (_, i) => ({ name: `node-${i}`, capacity, allocatable: capacity, labels: {}, taints: [] })) }
}
