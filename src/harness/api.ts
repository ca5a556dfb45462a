import { defaultClusterOptions } from '../sim/cluster.js'
import { controlPlane } from '../sim/control-plane.js'
import { withSchedulerPlugins } from '../sim/scheduler/with-plugins.js'
import type { Cluster, ClusterOptions } from '../sim/state.js'
import { checkPaths } from './check/check-manifests.js'
import { hasErrors, type Diagnostic } from './diagnostics.js'
import type { CheckOutcome, RunEvent, RunOutcome, ScenarioOutcome } from './outcome.js'
import { openSession, runSession, type SessionOptions } from './session.js'

export interface RunScenariosOptions extends SessionOptions {
  readonly bail?: boolean
  /** Virtual time at which every scenario ends. */
  readonly untilMs?: number
  readonly onEvent?: (event: RunEvent) => void
  /** Gets each cluster as its run left it: its log is the trace. */
  readonly onCluster?: (scenario: ScenarioOutcome, cluster: Cluster) => void
}

export type RunScenariosResult = { readonly run: RunOutcome; readonly diagnostics: readonly Diagnostic[] } | { readonly run?: undefined; readonly diagnostics: readonly Diagnostic[] }

/**
 * Runs the scenarios behind files, folders and globs. With an error in any of them nothing runs: `run` is undefined and
 * `diagnostics` says everything that is wrong.
 */
export async function runScenarios(paths: readonly string[], options: RunScenariosOptions = {}): Promise<RunScenariosResult> {
  const session = await openSession(paths, options)
  if (hasErrors(session.diagnostics)) return { diagnostics: session.diagnostics }
  return { run: runSession(session, withSchedulerPlugins(controlPlane, options.schedulerPlugins ?? []), options), diagnostics: session.diagnostics }
}

export interface CheckManifestsOptions {
  /** Default: three nodes of 4 CPUs and 16Gi. */
  readonly cluster?: ClusterOptions
  readonly namespace?: string
  readonly unmodelled?: 'ignore' | 'warn' | 'error'
}

const capacity = { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' }
export const defaultCheckCluster: ClusterOptions = { ...defaultClusterOptions, nodes: [0, 1, 2].map((i) => ({ name: `node-${i}`, capacity, allocatable: capacity, labels: {}, taints: [] })) }

/** What becomes of the manifests behind files, folders and globs on a cluster of their own. */
export const checkManifests = (paths: readonly string[], { cluster = defaultCheckCluster, namespace = 'default', unmodelled = 'warn' }: CheckManifestsOptions = {}): Promise<CheckOutcome> =>
  checkPaths(paths, controlPlane, { cluster, namespace, unmodelled })
