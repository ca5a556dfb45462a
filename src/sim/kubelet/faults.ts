import type { ActiveFault, ConditionsChange } from '../conditions.js'
import type { ActorContext } from '../state.js'
import { wakeAt } from '../wake.js'
import { noteNetwork } from './contents-renewal.js'
import { exited, reasonOf } from './containers.js'
import { changeOutsider } from './eviction.js'
import type { Outsider } from './pressure.js'
import { gainPower, loseLink, losePower, regainLink } from './node-power.js'
import { nextNodeStatus } from './node-status.js'
import { atNode } from './node-clock.js'
import { rebootNode } from './shutdown.js'
import { refreshProbes } from './probe-run.js'
import { settleRuntime } from './containers.js'
import type { KubeletState } from './state.js'
import { NodeWake, wakeRelist } from './wakes.js'
import { scopeOf } from './worker.js'

const sigkill = 137

/** What faults do to nodes and their containers. */
export function changeFaults(context: ActorContext, state: KubeletState, { began, ended }: ConditionsChange): void {
  if (began !== undefined) begin(context, state, began)
  if (ended !== undefined) end(context, state, ended)
  if (state.networked.size > 0) noteNetwork(context, state)
}

const nodesOf = ({ params }: ActiveFault): readonly string[] => (Array.isArray(params['nodes']) ? (params['nodes'] as readonly string[]) : [])

function begin(context: ActorContext, state: KubeletState, active: ActiveFault): void {
  switch (active.fault) {
    case 'node-failure': case 'zone-failure': case 'node-delete': return nodesOf(active).forEach((name) => losePower(atNode(context, name), state, name))
    case 'node-reboot': return nodesOf(active).forEach((name) => rebootNode(atNode(context, name), state, name))
    case 'node-partition': return nodesOf(active).forEach((name) => loseLink(atNode(context, name), state, name))
    case 'api-down': return [...state.nodes.keys()].forEach((name) => loseLink(atNode(context, name), state, name))
    case 'clock-skew': return nodesOf(active).forEach((name) => noteClock(context, state, name))
    case 'pod-kill': return endContainers(context, state, active, sigkill, reasonOf(sigkill))
    case 'container-oom': return endContainers(context, state, active, sigkill, 'OOMKilled')
    case 'node-pressure': return nodesOf(active).forEach((name) => changeOutsider(context, state, name, active.id, active.params['resource'] as Outsider['resource']))
    case 'container-crash': return endContainers(context, state, active, Number(active.params['exit'] ?? 1), reasonOf(Number(active.params['exit'] ?? 1)))
    case 'probe-failure': return refreshAll(context, state)
  }
}

function end(context: ActorContext, state: KubeletState, active: ActiveFault): void {
  switch (active.fault) {
    case 'node-pressure': return nodesOf(active).forEach((name) => changeOutsider(context, state, name, active.id, undefined))
    case 'node-failure': case 'zone-failure': case 'node-delete': return nodesOf(active).forEach((name) => gainPower(atNode(context, name), state, name))
    case 'node-partition': return nodesOf(active).forEach((name) => regainLink(atNode(context, name), state, name))
    case 'api-down': return [...state.nodes.keys()].forEach((name) => regainLink(atNode(context, name), state, name, active.since))
    case 'clock-skew': return nodesOf(active).forEach((name) => noteClock(context, state, name))
    case 'probe-failure': return refreshAll(context, state)
  }
}

function noteClock(context: ActorContext, state: KubeletState, name: string): void {
  const node = state.nodes.get(name)
  if (node !== undefined) wakeAt(context, `${NodeWake.Clock}/${name}`, nextNodeStatus(context, node))
}

/** Containers of the named pods end in this instant; the next relist notices. */
function endContainers(context: ActorContext, state: KubeletState, { params }: ActiveFault, code: number, reason: string): void {
  if (!Array.isArray(params['pods'])) return
  for (const { uid } of params['pods'] as readonly { readonly uid: string }[]) {
    const scope = scopeOf(context, state, uid)
    if (scope === undefined || !scope.node.isUp) continue
    settleRuntime(scope)
    const { worker } = scope
    const dies = (name: string): boolean => params['container'] === undefined || params['container'] === name
    worker.runtime = {
      ...worker.runtime,
      containers: worker.runtime.containers.map((container) =>
        (container.state === 'running' && dies(container.name) ? exited(container, { at: context.now, code, reason }, context.cluster.clock) : container)),
    }
    wakeRelist(scope, context.now)
  }
}

/** Probes that were not made because nothing would change are looked at again. */
function refreshAll(context: ActorContext, state: KubeletState): void {
  for (const [uid, { probes }] of [...state.workers.entries()]) {
    const scope = probes.length === 0 ? undefined : scopeOf(context, state, uid)
    if (scope?.node.isUp === true) refreshProbes(scope)
  }
}
