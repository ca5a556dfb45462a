import { countDropped } from '../apiserver/event-correlation.js'
import { recordEvent, type EventSpec } from '../apiserver/events.js'
import type { Pod } from '../api/types.js'
import { noteTold } from './cycle-tape.js'
import type { Scope } from './state.js'
import { statusNamed } from './status-view.js'
import { memoised } from '../memo.js'

const backlogMax = 1_000

/** Records an event on the pod, as the node's kubelet. While the API server is out of reach it waits. */
export function podEvent(scope: Scope, type: EventSpec['type'], reason: string, message: string): void {
  send(scope, { regarding: scope.worker.pod, type, reason, message, component: 'kubelet', host: scope.node.name })
}

/** Records an event on one container of the pod. */
export function containerEvent(scope: Scope, container: string, type: EventSpec['type'], reason: string, message: string): void {
  send(scope, containerEventSpec(scope, container, type, reason, message))
}

const containerEventSpec = (scope: Scope, container: string, type: EventSpec['type'], reason: string, message: string): EventSpec =>
  ({ regarding: scope.worker.pod, type, reason, message, component: 'kubelet', host: scope.node.name, fieldPath: fieldPathOf(scope, container) })

/** Counts events that were not made, because the spam filter would have dropped them: the next one that it lets through tells their number. */
export function countUnsentEvents(scope: Scope, container: string, type: EventSpec['type'], reason: string, message: string, times: number): void {
  if (!scope.worker.isSilent) countDropped(scope.context, containerEventSpec(scope, container, type, reason, message), times)
}

const pathIn = (list: string): ((name: string) => string) => memoised((name) => `spec.${list}{${name}}`)
const paths = { containers: pathIn('containers'), initContainers: pathIn('initContainers'), ephemeralContainers: pathIn('ephemeralContainers') }

const fieldPathOf = ({ worker }: Scope, name: string): string => paths[listOf(worker.pod.spec, name)](name)

function listOf({ containers, initContainers }: Pod['spec'], name: string): keyof typeof paths {
  if (statusNamed(containers, name) !== undefined) return 'containers'
  return initContainers?.some((container) => container.name === name) === true ? 'initContainers' : 'ephemeralContainers'
}

function send(scope: Scope, spec: EventSpec): void {
  const { context, node, worker } = scope
  if (worker.isSilent) return
  if (worker.tape !== undefined) noteTold(scope, { said: spec })
  if (!node.isConnected) {
    if (node.backlog.length < backlogMax) node.backlog.push(spec)
    return
  }
  context.by = node.by
  recordEvent(context, spec)
}
