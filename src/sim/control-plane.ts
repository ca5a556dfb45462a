import { controllers } from './controllers/registry.js'
import { controllerActor } from './controllers/define.js'
import { containerQuestions } from './kubelet/exec-session.js'
import { httpAnswer, knownPorts } from './kubelet/exec-http.js'
import { kubelet } from './kubelet/kubelet.js'
import { behaviourUsed, probeRecord } from './kubelet/questions.js'
import { customMetric, podMetrics } from './metrics/metrics-api.js'
import { drainer } from './requests/drainer.js'
import { networkQuestions } from './network/ask.js'
import { explainPlacement } from './scheduler/explain.js'
import { scheduler } from './scheduler/scheduler.js'
import type { Actor, ControlPlane } from './state.js'
import type { KindId } from './api/types.js'

/** The order decides who is called first in one instant. */
const actors: readonly Actor[] = [...controllers.map(controllerActor), scheduler as Actor, kubelet as Actor, drainer as Actor]

const services: ControlPlane['services'] = {
  podMetrics, customMetric, probeRecord, behaviourUsed, placement: explainPlacement, network: networkQuestions, httpAnswer, knownPorts, containers: containerQuestions,
}

/** The control plane and the kubelets of 1.36, compiled once; every cluster of the process shares it. */
export const controlPlane: ControlPlane = { actors, watchers: watchersOf(actors), services }

function watchersOf(all: readonly Actor[]): ReadonlyMap<KindId, readonly number[]> {
  const watchers = new Map<KindId, number[]>()
  all.forEach((actor, index) => {
    for (const kind of actor.watches) watchers.set(kind, [...(watchers.get(kind) ?? []), index])
  })
  return watchers
}
