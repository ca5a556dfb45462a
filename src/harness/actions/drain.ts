import { parseSelector, compileSelector } from '../../sim/api/labels.js'
import type { Json, Millis, Pod } from '../../sim/api/types.js'
import { scenarioContext } from '../../sim/cluster.js'
import { goDuration } from '../../sim/kubelet/go-duration.js'
import { cordonRequest } from '../../sim/requests/cordon.js'
import { aggregateText, askEviction, planDrain, podText, type DrainOptions, type GrantedEvictions } from '../../sim/requests/drain.js'
import { connectionRefused } from '../../sim/requests/connection.js'
import { kubectlText, type Context } from '../../sim/requests/request.js'
import { findTarget } from '../../sim/requests/target.js'
import { keyOf } from '../../sim/store/keys.js'
import { parseDuration } from '../values/duration.js'
import type { ActionResult, CompileAction, CompileScope, ScenarioRun } from './action.js'
import { isFields, listOf, textOf } from './json.js'
import { refusalOf } from './requests.js'
import { compileReference } from './targets.js'

/** One call of `kubectl drain`. */
interface DrainCall {
  readonly nodes: readonly string[]
  /** From the first eviction on each node. */
  readonly timeoutMs: Millis
  readonly options: DrainOptions
}

/** One pod that is being evicted. `ask`: a request begins; `repeat`: it is repeated from inside; `wait`: until the pod is gone. */
interface Eviction {
  readonly pod: Pod
  readonly at: Millis
  readonly phase: 'ask' | 'repeat' | 'wait'
}

const defaultTimeoutMs: Millis = 120_000
const pollMs: Millis = 1_000

/** `kubectl drain --ignore-daemonsets --delete-emptydir-data --force --timeout 120s` (kubectl cmd/drain and pkg/drain, 1.36). */
export const drain: CompileAction = (params, scope) => {
  const call = compileCall(params, `${scope.step.pointer}/drain`, scope)
  return (run) => drainNodes(run, call)
}

function compileCall(params: Json, pointer: string, scope: CompileScope): DrainCall {
  const fields = isFields(params) ? params : {}
  const duration = (key: string): Millis | undefined => {
    const parsed = fields[key] === undefined ? undefined : parseDuration(fields[key])
    if (parsed !== undefined && 'problem' in parsed) return scope.problem(`${pointer}/${key}`, parsed.problem.message, parsed.problem.fix)
    return parsed?.value
  }
  const timeoutMs = duration('timeout')
  if (timeoutMs === 0) scope.problem(`${pointer}/timeout`, '`timeout` must be more than 0: a drain without end could let the scenario run for ever', '10m')
  const grace = duration('grace')
  const selector = parseSelector(textOf(fields['select']) ?? '')
  const nodes = isFields(params) ? fields['node'] : params
  return {
    nodes: listOf(nodes).flatMap((value) => compileNode(String(value), isFields(params) ? `${pointer}/node` : pointer, scope)),
    timeoutMs: timeoutMs ?? defaultTimeoutMs,
    options: {
      ignoresDaemonSets: fields['ignoreDaemonsets'] !== false, deletesEmptyDirs: fields['deleteEmptydirData'] !== false, isForced: fields['force'] !== false,
      ...(fields['select'] === undefined || !selector.ok ? {} : { selects: compileSelector(selector.value) }),
      ...(grace === undefined ? {} : { graceSeconds: Math.floor(grace / 1000) }),
    },
  }
}

function compileNode(name: string, pointer: string, scope: CompileScope): readonly string[] {
  const target = compileReference(name.includes('/') ? name : `node/${name}`, pointer, scope)
  if (target === undefined) return []
  if (target.kind === 'Node') return [target.name]
  scope.problem(pointer, `only nodes can be drained, but \`${name}\` is a ${target.definition.kind}`)
  return []
}

const contextOf = (run: ScenarioRun): Context => scenarioContext(run.cluster, run.stepNumber)

/** All nodes are cordoned first, then drained one after the other. A node that fails does not keep the next from its turn. */
function drainNodes(run: ScenarioRun, { nodes, timeoutMs, options }: DrainCall): ActionResult {
  const refused = connectionRefused(run.cluster)
  if (refused !== undefined) return { refusal: refused }
  for (const name of nodes) {
    const found = findTarget(contextOf(run), { kind: 'Node', namespace: '', name })
    if (!found.ok) return refusalOf([kubectlText(found.error)])
  }
  for (const node of nodes) {
    const cordoned = cordonRequest(contextOf(run), node, true)
    run.said(cordoned.ok ? cordoned.value.said : `error: unable to cordon node "${node}": ${cordoned.error.message}`)
  }
  const undrained: (readonly [string, string])[] = []
  for (const node of nodes) {
    if (run.advanceTo(run.cluster.now + run.cluster.options.latency.requestMs) === 'stopped') return undefined
    const errors = drainNode(run, node, timeoutMs, options)
    if (errors === 'stopped') return undefined
    if (errors.length === 0) run.said(`node/${node} drained`)
    else undrained.push([node, aggregateText(errors)])
    if (errors.length > 0) run.said(`error: unable to drain node "${node}" due to error: ${aggregateText(errors)}, continuing command...`)
  }
  if (undrained.length === 0) return undefined
  run.said('There are pending nodes to be drained:')
  for (const [node] of undrained) run.said(` ${node}`)
  return refusalOf([...new Set(undrained.map(([, error]) => `error: ${error}`))])
}

function drainNode(run: ScenarioRun, node: string, timeoutMs: Millis, options: DrainOptions): readonly string[] | 'stopped' {
  const plan = planDrain(contextOf(run), node, options)
  if (plan.errors.length > 0) return plan.errors
  if (plan.warnings.length > 0) run.said(`Warning: ${plan.warnings.join('; ')}`)
  const errors = evictAll(run, plan.pods, timeoutMs, options)
  if (errors === 'stopped' || errors.length === 0) return errors
  const pending = planDrain(contextOf(run), node, options).pods
  if (pending.length > 0) run.said(`There are pending pods in node "${node}" when an error occurred: ${aggregateText(errors)}`)
  for (const { metadata } of pending) run.said(`pod/${metadata.name}`)
  return errors
}

/** All pods at once, each at its own pace; ends when each is gone or has failed. */
function evictAll(run: ScenarioRun, pods: readonly Pod[], timeoutMs: Millis, options: DrainOptions): readonly string[] | 'stopped' {
  const errors: string[] = []
  const deadline = run.cluster.now + timeoutMs
  let evictions = pods.map((pod): Eviction => ({ pod, at: run.cluster.now, phase: 'ask' }))
  while (evictions.length > 0) {
    const at = evictions.reduce((soonest, eviction) => Math.min(soonest, eviction.at), Number.POSITIVE_INFINITY)
    if (at > run.cluster.now && run.advanceTo(at) === 'stopped') return 'stopped'
    const granted: GrantedEvictions = new Map()
    const turn: Turn = { run, context: contextOf(run), granted, deadline, timeoutMs, options, errors }
    evictions = evictions.flatMap((eviction) => (eviction.at > at ? [eviction] : takeTurn(turn, eviction)))
  }
  return errors
}

interface Turn {
  readonly run: ScenarioRun
  readonly context: Context
  readonly granted: GrantedEvictions
  readonly deadline: Millis
  readonly timeoutMs: Millis
  readonly options: DrainOptions
  readonly errors: string[]
}

/** The eviction as it goes on; none when it has come to an end. */
function takeTurn(turn: Turn, eviction: Eviction): readonly Eviction[] {
  const { pod, phase } = eviction
  if (phase === 'wait') return pollDeletion(turn, eviction)
  if (phase === 'ask') {
    turn.run.said(`evicting pod ${keyOf(pod.metadata)}`)
    if (turn.context.now >= turn.deadline) return failed(turn, `error when evicting ${podText(pod)}: global timeout reached: ${goDuration(turn.timeoutMs)}`)
  }
  const answer = askEviction(turn.context, pod, turn.granted, phase === 'repeat', turn.options)
  switch (answer.answer) {
    case 'gone': return []
    case 'failed': return failed(turn, answer.message)
    case 'granted': return pollDeletion(turn, eviction)
    case 'later': {
      if (answer.said !== undefined) turn.run.said(answer.said)
      return [{ pod: freshest(turn.context, pod), at: turn.context.now + answer.afterMs, phase: answer.isInside ? 'repeat' : 'ask' }]
    }
  }
}

/** After a refusal kubectl looks at the pod anew: another one may carry its name now. */
const freshest = ({ store }: Context, pod: Pod): Pod => store.get<Pod>('Pod', keyOf(pod.metadata)) ?? pod

function pollDeletion(turn: Turn, { pod }: Eviction): readonly Eviction[] {
  const { context: { now, store }, deadline } = turn
  if (store.get('Pod', keyOf(pod.metadata))?.metadata.uid !== pod.metadata.uid) {
    turn.run.said(`pod/${pod.metadata.name} evicted`)
    return []
  }
  if (now >= deadline) return failed(turn, `error when waiting for pod "${pod.metadata.name}" in namespace "${pod.metadata.namespace}" to terminate: context deadline exceeded`)
  return [{ pod, at: Math.min(now + pollMs, deadline), phase: 'wait' }]
}

function failed({ errors }: Turn, message: string): readonly [] {
  errors.push(message)
  return []
}
