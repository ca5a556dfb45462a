import { Kind } from '../api/kinds/ids.js'
import type { Millis, Node } from '../api/types.js'
import { updateObject } from '../apiserver/update.js'
import { virtualTime } from '../clock.js'
import { CowMap } from '../cow-map.js'
import { nodeTtlAnnotation, ttlOf, ttlStep } from '../node-ttl.js'
import { defineController, enqueue, requeueAfter, type Controller, type WorkQueue } from './define.js'

/** The step of the cluster's size, under one key. */
type State = CowMap<'step', number>

/** Nodes that nothing changes report so often all the same (nodeStatusReportFrequency, 1.36). */
const reportPeriodMs: Millis = 300_000

/** Annotates nodes with how long they may keep what they read: kube-controller-manager's ttl-controller, 1.36. A node hears of a new size with its next report. */
export const nodeTtl: Controller<State> = defineController<State>({
  name: 'ttl-controller',
  watches: [Kind.Node],
  create: () => new CowMap(),
  fork: (state) => state.fork(),
  start: ({ context: { store } }, state) => state.set('step', ttlStep(store.count(Kind.Node))),
  deliver: (queue, { type, key, object }, state) => {
    if (type !== 'MODIFIED') resize(queue, state)
    if (type !== 'DELETED' && !isTold(object as Node, state)) enqueue(queue, key)
  },
  reconcile: ({ context }, key, state) => {
    const node = context.store.get<Node>(Kind.Node, key)
    if (node === undefined || isTold(node, state)) return
    updateObject(context, { ...node, metadata: { ...node.metadata, annotations: { ...node.metadata.annotations, [nodeTtlAnnotation]: ttlIn(state) } } })
  },
})

const ttlIn = (state: State): string => ttlOf(state.get('step') ?? 0)
const isTold = ({ metadata }: Node, state: State): boolean => metadata.annotations?.[nodeTtlAnnotation] === ttlIn(state)

function resize(queue: WorkQueue, state: State): void {
  const { store, now, cluster } = queue.context
  const before = state.get('step') ?? 0
  const step = ttlStep(store.count(Kind.Node), before)
  if (step === before) return
  state.set('step', step)
  for (const { metadata } of store.list<Node>(Kind.Node)) {
    const ageMs = now - virtualTime(cluster.clock, metadata.creationTimestamp)
    requeueAfter(queue, metadata.name, reportPeriodMs - (ageMs % reportPeriodMs))
  }
}
