import { hasPolicies } from '../apiserver/admission.js'
import { correlate, correlateAgain, correlationOf, isRemembered, saidIn, type Correlated } from '../apiserver/event-correlation.js'
import { EventEntry } from '../apiserver/event-entry.js'
import { isNamespaceEnding, writeCorrelated, type EventSpec } from '../apiserver/events.js'
import { replaceStatus } from '../apiserver/update.js'
import { isUnheard, storeDeferred } from '../apiserver/write.js'
import type { Pod, PodStatus } from '../api/types.js'
import { quietUntil } from '../quiet.js'
import type { ActorContext, EventCorrelation, SaidText, SimilarMessages } from '../state.js'
import type { DeferredEntry } from '../store/log.js'
import { CycleEntry } from './cycle-entry.js'
import { valueOf } from './cycle-pattern.js'
import { CycleStretch, nowhere } from './cycle-stretch.js'
import type { Cycle, ShownStep, SpamFilters } from './cycle-state.js'
import type { KubeletState } from './state.js'

/** Cycles being told, one instant after the other. What nobody listens to is gathered. */
export interface CycleRun {
  readonly context: ActorContext
  readonly state: KubeletState
  /** Until when it may go on by itself. */
  until: number
  stretch: CycleStretch | undefined
  opened: OpenCycle[]
}

/** What is looked up once of a cycle that tells something in this run. */
export interface OpenCycle {
  readonly cycle: Cycle
  readonly filters: SpamFilters
  readonly isMuted: boolean
  /** The pod, as somebody last wrote it otherwise; undefined: it is gone. */
  readonly base: Pod | undefined
  /** How it is stored when the run begins. */
  readonly first: DeferredEntry | Pod | undefined
  /** Its last status in the stretch. */
  last: number
  /** Of each step that shows a status, its source in the stretch. */
  readonly sources: number[]
  /** Of each step that says something; at last that of retries. */
  readonly events: (OpenEvent | undefined)[]
  /** Of the same, what is remembered of the text. */
  readonly texts: (SaidText | undefined)[]
}
interface OpenEvent {
  readonly said: SaidText
  similar: SimilarMessages
  readonly source: number
  last: number
  count: number
}

export const newCycleRun = (context: ActorContext, state: KubeletState): CycleRun => ({ context, state, until: quietUntil(context), stretch: undefined, opened: [] })

export function openedIn(run: CycleRun, cycle: Cycle): OpenCycle {
  return (cycle.open ??= open(run, cycle))
}

function open(run: CycleRun, cycle: Cycle): OpenCycle {
  const { context } = run
  const { store } = context
  const stored = store.deferred('Pod', cycle.key)
  const base = stored instanceof CycleEntry ? stored.base : store.byUid<Pod>('Pod', cycle.key, cycle.uid)
  const opened: OpenCycle = {
    cycle, filters: filtersOf(context, cycle), isMuted: isNamespaceEnding(context, cycle.refusal),
    base: base?.metadata.uid === cycle.uid ? base : undefined, first: stored ?? base, last: nowhere, sources: [], events: [], texts: [],
  }
  run.opened.push(opened)
  return opened
}

/** The spam filters that the Events of a cycle go through. */
export const filtersOf = (context: ActorContext, { uid, refusal: { component, host = '' } }: Cycle): SpamFilters =>
  ({ normal: correlationOf(context, component, host, uid, 'Normal'), warning: correlationOf(context, component, host, uid, 'Warning') })

export const filterOf = ({ normal, warning }: SpamFilters, { type }: EventSpec): EventCorrelation => (type === 'Normal' ? normal : warning)

/** A status is stored, be it that of a later round. */
export function showInCycle(run: CycleRun, cycle: Cycle, step: number, shown: ShownStep): void {
  const { base, first, last, sources } = openedIn(run, cycle)
  if (base === undefined || first === undefined) return
  const { context, state } = run
  const source = (sources[step] ??= isUnheard(context.cluster, shown.sample) && !isReadAtOnce(context, state)
    ? stretchOf(run).addSource({ type: 'status', key: cycle.key, base, shown, first, by: cycle.by, cause: cycle.cause })
    : nowhere)
  if (source === nowhere) return writeStatus(run, cycle, shown)
  cycle.open!.last = stretchOf(run).push(context.now, source, cycle.round, last)
}

/** Policies may change a status, and scripts that wait for the network and plugins of a user's own hear of it from what is delivered. */
const isReadAtOnce = ({ store, cluster }: ActorContext, { networked }: KubeletState): boolean =>
  hasPolicies(store) || networked.size > 0 || cluster.controlPlane.schedulerPlugins !== undefined

function writeStatus(run: CycleRun, cycle: Cycle, { status, sample }: ShownStep): void {
  closeCycles(run)
  const { context, state } = run
  sign(context, cycle)
  const { base, first } = openedIn(run, cycle)
  if (base === undefined || first === undefined) return
  if (isReadAtOnce(context, state)) replaceStatus(context, 'Pod', cycle.key, context.store.get<Pod>('Pod', cycle.key) ?? base, valueOf(status, cycle.round) as PodStatus)
  else {
    const { by, cause, cluster, now } = context
    cycle.latest = cluster.log.length + 1
    storeDeferred(context, new CycleEntry({ revision: cycle.latest, at: now, type: 'MODIFIED', kind: 'Pod', key: cycle.key, by, cause }, base, first, { status, sample }, cycle.round))
  }
  reopen(run)
}

/** Events of a step that the spam filter drops. */
export function dropInCycle(run: CycleRun, cycle: Cycle, step: number, spec: EventSpec, times: number): void {
  const { filters, texts } = openedIn(run, cycle)
  const said = (texts[step] ??= saidIn(filterOf(filters, spec), spec))
  said.dropped += times
}

/** An Event is said, or dropped as spam. `step`: its place among those of the cycle. */
export function sayInCycle(run: CycleRun, cycle: Cycle, step: number, spec: EventSpec): void {
  const { context } = run
  const { isMuted, filters, events } = openedIn(run, cycle)
  if (isMuted) return
  const event = events[step]
  if (event === undefined || !isRemembered(event.similar, context.now)) return sayAnew(run, cycle, step, spec)
  const dropped = correlateAgain(filterOf(filters, spec), event, context.now)
  if (dropped !== undefined) tellAgain(run, event, dropped)
}

function tellAgain(run: CycleRun, event: OpenEvent, dropped: number): void {
  event.count += 1 + dropped
  event.last = stretchOf(run).push(run.context.now, event.source, event.count, event.last)
}

function sayAnew(run: CycleRun, cycle: Cycle, step: number, spec: EventSpec): void {
  const { context } = run
  const opened = openedIn(run, cycle)
  const correlated = correlate(filterOf(opened.filters, spec), spec, context.now)
  if (correlated === undefined) return
  const event = opened.events.find((known) => known?.said === correlated.said) ?? openEvent(run, cycle, correlated)
  if (event !== undefined) {
    event.similar = correlated.similar
    opened.events[step] = event
    return tellAgain(run, event, correlated.dropped)
  }
  closeCycles(run)
  sign(context, cycle)
  writeCorrelated(context, spec, correlated)
  reopen(run)
}

/** An Event that is told again in the same words and that nobody hears of. */
function openEvent(run: CycleRun, { by, cause }: Cycle, { said, similar, message }: Correlated): OpenEvent | undefined {
  const { store, cluster } = run.context
  if (said.event === undefined || cluster.controlPlane.watchers.has('Event') || store.count('ResourceQuota') > 0) return undefined
  const first = store.deferred('Event', said.event.key)
  if (!(first instanceof EventEntry) || first.message !== message) return undefined
  return { said, similar, source: stretchOf(run).addSource({ type: 'event', first, by, cause }), last: nowhere, count: first.count }
}

const stretchOf = (run: CycleRun): CycleStretch => (run.stretch ??= new CycleStretch(run.context.cluster.log.length + 1))

function sign(context: ActorContext, { by, cause }: Cycle): void {
  context.by = by
  context.cause = cause
}

/** Somebody may have to be told of what was written. */
function reopen(run: CycleRun): void {
  closeCycles(run)
  run.until = quietUntil(run.context)
}

/** Fewer entries than these are made at once. */
const stretchMin = 16

/** What was gathered comes to the log and the store. */
export function closeCycles(run: CycleRun): void {
  const { stretch, opened, context } = run
  for (const { cycle } of opened) cycle.open = undefined
  run.opened = []
  run.stretch = undefined
  if (stretch === undefined || stretch.length === 0) return
  const { log } = context.cluster
  if (stretch.length >= stretchMin) log.appendStretch(stretch)
  else for (let i = 0; i < stretch.length; i++) log.append(stretch.entry(i))
  const latest: number[] = []
  for (const { cycle, last, events } of opened) {
    if (last !== nowhere) {
      latest.push(last)
      cycle.latest = stretch.from + last
    }
    for (const event of new Set(events)) if (event !== undefined) latest.push(event.last)
  }
  for (const index of latest.sort((a, b) => a - b)) context.store.putDeferred(stretch.entry(index))
}
