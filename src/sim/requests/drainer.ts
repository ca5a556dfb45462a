import type { ConditionsChange } from '../conditions.js'
import { isNodeUnder } from '../conditions.js'
import type { Pod } from '../api/types.js'
import { keyOf } from '../store/keys.js'
import type { Actor, ActorContext } from '../state.js'
import { cancelWake, wakeAfter } from '../wake.js'
import { cordonRequest } from './cordon.js'
import { askEviction, planDrain, type DrainOptions, type GrantedEvictions } from './drain.js'

const fault = 'node-drain'
const options: DrainOptions = { ignoresDaemonSets: true, deletesEmptyDirs: true, isForced: true }

/**
 * Somebody at a terminal who drains the nodes of a `node-drain` and does not give up: `kubectl drain --ignore-daemonsets
 * --delete-emptydir-data --force` without a timeout (kubectl pkg/drain, 1.36). When the fault ends, the nodes are uncordoned. What is
 * left to do is what the wake-ups say: `node namespace/pod uid phase`.
 */
export const drainer: Actor<undefined> = {
  name: 'kubectl-drain',
  watches: [],
  create: () => undefined,
  fork: () => undefined,
  deliver: () => undefined,
  wake: evictAgain,
  conditionsChanged,
}

function conditionsChanged(context: ActorContext, _: undefined, { began, ended }: ConditionsChange): void {
  context.by = 'kubectl'
  if (began?.fault === fault) for (const node of began.params['nodes'] as readonly string[]) drain(context, node)
  if (ended?.fault === fault) for (const node of ended.params['nodes'] as readonly string[]) giveUp(context, node)
}

function drain(context: ActorContext, node: string): void {
  cordonRequest(context, node, true)
  const granted: GrantedEvictions = new Map()
  for (const pod of planDrain(context, node, options).pods) ask(context, node, pod, granted, false)
}

function giveUp(context: ActorContext, node: string): void {
  for (const key of [...(context.cluster.slots[context.actor]?.wakes.keys() ?? [])]) if (key.startsWith(`${node} `)) cancelWake(context, key)
  cordonRequest(context, node, false)
}

function ask(context: ActorContext, node: string, pod: Pod, granted: GrantedEvictions, isRepeated: boolean): void {
  const answer = askEviction(context, pod, granted, isRepeated, options)
  if (answer.answer === 'later') wakeAfter(context, `${node} ${keyOf(pod.metadata)} ${pod.metadata.uid} ${answer.isInside ? 'repeat' : 'ask'}`, answer.afterMs)
}

function evictAgain(context: ActorContext, _: undefined, wakeKey: string): void {
  const [node, key, uid, phase] = wakeKey.split(' ') as [string, string, string, string]
  const pod = context.store.byUid<Pod>('Pod', key, uid)
  if (pod === undefined || !isNodeUnder(context.cluster.conditions, fault, node)) return
  context.by = 'kubectl'
  ask(context, node, pod, new Map(), phase === 'repeat')
}
