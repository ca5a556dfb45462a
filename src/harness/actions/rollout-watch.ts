import { rolloutHistory } from '../../sim/requests/rollout-history-text.js'
import { rolloutStatus } from '../../sim/requests/rollout-status.js'
import { connectionRefused } from '../../sim/requests/connection.js'
import { kubectlText } from '../../sim/requests/request.js'
import { findTarget, type Target } from '../../sim/requests/target.js'
import { scenarioContext } from '../../sim/cluster.js'
import type { Json, JsonObject, Millis } from '../../sim/api/types.js'
import { parseDuration } from '../values/duration.js'
import type { ActionResult, CompiledAction, CompileScope, ScenarioRun } from './action.js'
import { listOf } from './json.js'
import { requesting } from './requests.js'
import { compileReference } from './targets.js'

/** `rollout: { history: deployment/web, revision: 2 }` */
export function showHistory(params: JsonObject, scope: CompileScope): CompiledAction {
  const targets = referencesOf(params['history'], 'history', scope)
  const revision = numberOf(params['revision'])
  return requesting((context) => targets.map((target) => () => rolloutHistory(context, target, revision)))
}

/** `rollout: { status: deployment/web, within: 60s }`: one look, or a wait until the rollout has come to its end. */
export function watchRollout(params: JsonObject, scope: CompileScope): CompiledAction | undefined {
  const targets = referencesOf(params['status'], 'status', scope)
  const revision = numberOf(params['revision'])
  const within = params['within'] === undefined ? undefined : parseDuration(params['within'])
  if (within !== undefined && 'problem' in within) return scope.problem(`${pointerOf(scope)}/within`, within.problem.message, within.problem.fix)
  return (run) => {
    for (const target of targets) {
      const result = waitFor(run, target, revision, within?.value)
      if (result !== undefined) return result
    }
    return undefined
  }
}

const pointerOf = ({ step }: CompileScope): string => `${step.pointer}/${step.action}`
const numberOf = (value: Json | undefined): number => (typeof value === 'number' ? value : 0)

const referencesOf = (value: Json | undefined, verb: string, scope: CompileScope): readonly Target[] => listOf(value).flatMap((text) => {
  const target = compileReference(String(text), `${pointerOf(scope)}/${verb}`, scope)
  return target === undefined ? [] : [target]
})

const refusal = (text: string): ActionResult => ({ refusal: text })

/** What one look comes to: kubectl prints a line, goes on, ends well, or fails. */
type Look = 'more' | 'done' | { readonly refusal: string }

/** Prints a line for every change of the object, as kubectl's watch does (cmd/rollout/rollout_status.go, 1.36). */
function waitFor(run: ScenarioRun, target: Target, revision: number, withinMs: Millis | undefined): ActionResult {
  const refused = connectionRefused(run.cluster)
  if (refused !== undefined) return refusal(refused)
  const first = seen(run, target)
  if (first === undefined) return refusal(notThere(run, target))
  let look = lookAt(run, target, revision)
  if (withinMs === undefined || look !== 'more') return resultOf(look)
  let version = first.version
  run.advanceTo(run.cluster.now + withinMs, {
    observe: () => {
      const next = seen(run, target)
      if (next?.uid !== first.uid) look = { refusal: 'error: object has been deleted' }
      else if (next.version !== version) look = lookAt(run, target, revision)
      version = next?.version ?? ''
      return look === 'more' ? undefined : 'stop'
    },
    nextInstant: () => undefined,
  })
  return look === 'more' ? refusal('error: timed out waiting for the condition') : resultOf(look)
}

const resultOf = (look: Look): ActionResult => (typeof look === 'string' ? undefined : look)

interface Seen {
  readonly uid: string
  readonly version: string
}

function seen(run: ScenarioRun, target: Target): Seen | undefined {
  const found = findTarget(scenarioContext(run.cluster, run.stepNumber), target)
  return found.ok ? { uid: found.value.object.metadata.uid, version: found.value.object.metadata.resourceVersion } : undefined
}

function notThere(run: ScenarioRun, target: Target): string {
  const found = findTarget(scenarioContext(run.cluster, run.stepNumber), target)
  return found.ok ? '' : kubectlText(found.error)
}

function lookAt(run: ScenarioRun, target: Target, revision: number): Look {
  const status = rolloutStatus(scenarioContext(run.cluster, run.stepNumber), target, revision)
  if (!status.ok) return { refusal: kubectlText(status.error) }
  run.said(status.value.said)
  return status.value.isDone ? 'done' : 'more'
}
