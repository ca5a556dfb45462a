import { controlPlane } from '../sim/control-plane.js'
import { explainPlacement, type PlacementExplanation } from '../sim/scheduler/explain.js'
import type { Cluster } from '../sim/state.js'
import type { Pod } from '../sim/api/types.js'
import { parseDuration } from '../assertions/values/duration.js'
import { error, fileStart, hasErrors, type Diagnostic } from '../harness/diagnostics.js'
import { matchesGlob } from '../harness/values/glob.js'
import { openSession, runSession } from '../harness/session.js'
import { paintFor } from '../reporters/paint.js'
import { exitCodes } from './exit-codes.js'
import { explanationText, type ExplainedPod } from './explain-text.js'
import { createReporter } from './reporter.js'

export interface ExplainCommandOptions {
  readonly pod: string
  readonly at?: string
  readonly node?: string
  readonly namespace?: string
  readonly seed?: number
  readonly filter: readonly string[]
  readonly json?: boolean
  readonly color: boolean
}

/** `seatrial explain SCENARIO --pod NAME`: runs the scenario up to that time and tells how the scheduler sees the pod then. */
export async function explainCommand(paths: readonly string[], options: ExplainCommandOptions): Promise<number> {
  const reporter = createReporter({ reporter: options.json === true ? 'json' : 'default', color: options.color })
  const refuse = (...diagnostics: readonly Diagnostic[]): number => {
    reporter.invalid(diagnostics)
    return exitCodes.invalid
  }
  const at = options.at === undefined ? undefined : parseDuration(options.at)
  if (at !== undefined && 'problem' in at) return refuse(error(fileStart(''), `\`--at\` ${at.problem.message}`, at.problem.fix))
  const session = await openSession(paths, { filters: options.filter, unmodelled: 'ignore', ...(options.seed === undefined ? {} : { seed: options.seed }) })
  if (hasErrors(session.diagnostics)) return refuse(...session.diagnostics)
  if (session.scenarios.length !== 1) return refuse(error(fileStart(''), `\`explain\` takes one scenario, got ${session.scenarios.length}`, 'choose one with `--filter name=NAME`'))
  const clusters: Cluster[] = []
  runSession(session, controlPlane, { ...(at === undefined ? {} : { untilMs: at.value }), onCluster: (_, cluster) => void clusters.push(cluster) })
  const cluster = clusters[0]!
  const pod = findPod(cluster, options.pod, options.namespace ?? session.scenarios[0]!.scenario.spec.namespace)
  if (pod === undefined) return refuse(noSuchPod(cluster, options.pod))
  const explained = explainPod(cluster, pod)
  if (options.node !== undefined && !explained.placement.nodes.some(({ node }) => node === options.node)) {
    return refuse(error(fileStart(''), `there is no node \`${options.node}\``, `nodes: ${explained.placement.nodes.map(({ node }) => node).join(', ')}`))
  }
  const hasColour = options.color && process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined
  process.stdout.write(options.json === true ? `${JSON.stringify(jsonOf(explained, options.node), undefined, 2)}\n` : explanationText(explained, options.node, paintFor(hasColour)))
  return exitCodes.passed
}

/** By its name, a glob, or the beginning of it where that is enough: names of replicas end in chance. A pod that waits comes first. */
function findPod(cluster: Cluster, name: string, namespace: string): Pod | undefined {
  const wanted = name.replace(/^pods?\//, '')
  const pods = cluster.store.inNamespace<Pod>('Pod', namespace)
  const isMeant = ({ metadata }: Pod): boolean => metadata.name.startsWith(`${wanted}-`) || (wanted.includes('*') && matchesGlob(wanted, metadata.name))
  return pods.find(({ metadata }) => metadata.name === wanted) ?? pods.find((pod) => isMeant(pod) && (pod.spec.nodeName ?? '') === '') ?? pods.find(isMeant)
}

function noSuchPod(cluster: Cluster, name: string): Diagnostic {
  const names = [...cluster.store.list<Pod>('Pod')].map(({ metadata }) => `${metadata.namespace === 'default' ? '' : `${metadata.namespace}/`}${metadata.name}`)
  return error(fileStart(''), `there is no pod \`${name}\` at ${cluster.now / 1000}s`, names.length === 0 ? 'there are no pods then' : `pods then: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}`)
}

const explainPod = (cluster: Cluster, pod: Pod): ExplainedPod => ({ pod, atMs: cluster.now, placement: explainPlacement(cluster, pod) })

function jsonOf({ pod, atMs, placement }: ExplainedPod, node: string | undefined): unknown {
  const condition = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')
  const nodes: PlacementExplanation['nodes'] = placement.nodes.filter((each) => node === undefined || each.node === node)
  return {
    pod: { namespace: pod.metadata.namespace, name: pod.metadata.name, node: pod.spec.nodeName ?? null, nominatedNode: pod.status.nominatedNodeName ?? null },
    atMs, said: condition?.message ?? null, ...placement, preFilter: placement.preFilter ?? null, nodes,
  }
}
