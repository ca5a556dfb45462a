import { defaultClusterOptions } from '../sim/cluster.js'
import { controlPlane } from '../sim/control-plane.js'
import { parseQuantity } from '../sim/api/quantity.js'
import { checkPaths } from '../harness/check/check-manifests.js'
import { error, fileStart, hasErrors, type Diagnostic } from '../harness/diagnostics.js'
import { maxNodes } from '../harness/run/cluster-options.js'
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
  const wrong = wrongOptions(options)
  if (wrong.length > 0) {
    reporter.invalid(wrong)
    return exitCodes.invalid
  }
  const outcome = await checkPaths(paths, controlPlane, { cluster: clusterOf(options), namespace: options.namespace, unmodelled: options.unmodelled ?? 'warn' })
  reporter.check(outcome)
  if (hasErrors(outcome.diagnostics)) return exitCodes.invalid
  return outcome.workloads.every(({ outcome: result }) => result === 'ready' || result === 'completed') ? exitCodes.passed : exitCodes.failed
}

function wrongOptions({ nodes, nodeCpu, nodeMemory, namespace }: CheckCommandOptions): readonly Diagnostic[] {
  const isAmount = (text: string): boolean => parseQuantity(text).ok && !text.startsWith('-')
  const wrong = (isRight: boolean, message: string): readonly Diagnostic[] => (isRight ? [] : [error(fileStart(''), message)])
  return [
    ...wrong(nodes <= maxNodes, `\`--nodes\` must be at most ${maxNodes}, got ${nodes}`),
    ...wrong(isAmount(nodeCpu), `\`--node-cpu\` must be a quantity such as 4 or 500m, got \`${nodeCpu}\``),
    ...wrong(isAmount(nodeMemory), `\`--node-memory\` must be a quantity such as 16Gi, got \`${nodeMemory}\``),
    ...wrong(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace), `\`--namespace\` must be the name of a namespace, such as default, got \`${namespace}\``),
  ]
}

function clusterOf({ nodes, nodeCpu, nodeMemory }: CheckCommandOptions): ClusterOptions {
  const capacity = { cpu: nodeCpu, memory: nodeMemory, pods: '110', 'ephemeral-storage': '100Gi' }
  return { ...defaultClusterOptions, nodes: Array.from({ length: nodes }, (_, i) => ({ name: `node-${i}`, capacity, allocatable: capacity, labels: {}, taints: [] })) }
}
