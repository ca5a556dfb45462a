import { hasPolicies } from '../apiserver/admission.js'
import { correlate, correlateAgain, correlationOf, isRemembered, saidIn, type Correlated } from '../apiserver/event-correlation.js'
import { EventEntry } from '../apiserver/event-entry.js'
import { isNamespaceEnding, writeCorrelated, type EventSpec } from '../apiserver/events.js'
import { replaceStatus } from '../apiserver/update.js'
import { announce, isUnheard } from '../apiserver/write.js'
import type { Pod, PodStatus } from '../api/types.js'
import { quietUntil } from '../quiet.js'
import type { ActorContext, EventCorrelation, SaidText, SimilarMessages } from '../state.js'
import type { DeferredEntry } from '../store/log.js'
import { CycleEntry, isAlike } from './cycle-entry.js'
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
  /** Those that may have told something in the stretch. */
  opened: OpenCycle[]
}

/** What was looked up of a cycle. It holds as long as the store has the same revision. */
export interface OpenCycle {
  readonly cycle: Cycle
  readonly revision: number
  readonly filters: SpamFilters
  readonly isMuted: boolean
  /** The pod, as somebody last wrote it otherwise; undefined: it is gone. */
  readonly base: Pod | undefined
  /** How it is stored when the stretch begins. */
  first: DeferredEntry | Pod | undefined
  /** Whether it is among the opened ones of the run. */
  isListed: boolean
  /** Its last status in the stretch. */
  last: number
  /** Who hears of a step that shows a status. */
  readonly heard: (Hearing | undefined)[]
  /** Of each such step, its source in the stretch. */
  sources: number[]
  /** Of each step that says something; at last that of retries. */
  readonly events: (OpenEvent | undefined)[]
  /** Of the same, what is remembered of the text. */
  readonly texts: (SaidText | undefined)[]
}
type Hearing = 'at once' | 'later' | 'by nobody'
interface OpenEvent {
  readonly said: SaidText
  similar: SimilarMessages
  count: number
  /** How it is stored when the stretch begins. */
  first: EventEntry
  /** In the stretch: its source, and where it was told last. */
  source: number
  last: number
}

export const newCycleRun = (context: ActorContext, state: KubeletState): CycleRun => ({ context, state, until: quietUntil(context), stretch: undefined, opened: [] })

export function openedIn(run: CycleRun, cycle: Cycle): OpenCycle {
  const known = cycle.open
  const opened = known !== undefined && known.revision === run.context.store.revision ? known : (cycle.open = open(run.context, cycle))
  if (!opened.isListed) {
    opened.isListed = true
    run.opened.push(opened)
  }
  return opened
}

function open(context: ActorContext, cycle: Cycle): OpenCycle {
  const { store } = context
  const stored = store.deferred('Pod', cycle.key)
  const base = stored instanceof CycleEntry ? stored.base : store.byUid<Pod>('Pod', cycle.key, cycle.uid)
  return {
    cycle, revision: store.revision, filters: filtersOf(context, cycle), isMuted: isNamespaceEnding(context, cycle.refusal),
    base: base?.metadata.uid === cycle.uid ? base : undefined, first: stored ?? base, isListed: false, last: nowhere, heard: [], sources: [], events: [], texts: [],
  }
}

/** The spam filters that the Events of a cycle go through. */
export const filtersOf = (context: ActorContext, { uid, refusal: { component, host = '' } }: Cycle): SpamFilters =>
  ({ normal: correlationOf(context, component, host, uid, 'Normal'), warning: correlationOf(context, component, host, uid, 'Warning') })

export const filterOf = ({ normal, warning }: SpamFilters, type: EventSpec['type']): EventCorrelation => (type === 'Normal' ? normal : warning)

/** A status is stored, be it that of a later round. */
export function showInCycle(run: CycleRun, cycle: Cycle, step: number): void {
  const opened = openedIn(run, cycle)
  const { base, first, heard, sources } = opened
  if (base === undefined || first === undefined) return
  const { context, state } = run
  const hearing = (heard[step] ??= hearingOf(context, base, shownAt(cycle, step)))
  // Scripts begin and cease to wait for the network without writing anything.
  if (hearing === 'at once' || state.networked.size > 0) return writeStatus(run, cycle, shownAt(cycle, step), base)
  const stretch = stretchOf(run)
  const source = (sources[step] ??= stretch.addSource({ type: 'status', key: cycle.key, base, shown: shownAt(cycle, step), first, by: cycle.by, cause: cycle.cause }))
  opened.last = stretch.push(context.now, source, cycle.round, opened.last)
  if (hearing === 'by nobody') return
  announce(context, stretch.entry(opened.last))
  run.until = quietUntil(context)
}

const shownAt = ({ steps }: Cycle, step: number): ShownStep => steps[step]!.shown!

/** Who hears of a status, and when. */
function hearingOf(context: ActorContext, base: Pod, { sample }: ShownStep): Hearing {
  if (isReadAtOnce(context)) return 'at once'
  return isAlike(base, sample) && isUnheard(context.cluster, sample) ? 'by nobody' : 'later'
}

/** Policies may change a status, quotas are charged for it, and scripts that wait for the network and plugins of a user's own hear of it from what is delivered. */
const isReadAtOnce = ({ store, cluster }: ActorContext): boolean =>
  hasPolicies(store) || store.count('ResourceQuota') > 0 || cluster.controlPlane.schedulerPlugins !== undefined

function writeStatus(run: CycleRun, cycle: Cycle, { status }: ShownStep, base: Pod): void {
  closeCycles(run)
  const { context } = run
  sign(context, cycle)
  replaceStatus(context, 'Pod', cycle.key, context.store.get<Pod>('Pod', cycle.key) ?? base, valueOf(status, cycle.round) as PodStatus)
  run.until = quietUntil(context)
}

/** What is said at a step, or at those after the last one, which are retries. */
const saidAt = ({ steps, refusal }: Cycle, step: number): EventSpec => steps[step]?.said ?? refusal

/** Events of a step that the spam filter drops. */
export function dropInCycle(run: CycleRun, cycle: Cycle, step: number, type: EventSpec['type'], times: number): void {
  const { filters, texts } = openedIn(run, cycle)
  const said = (texts[step] ??= saidIn(filterOf(filters, type), saidAt(cycle, step)))
  said.dropped += times
}

/** An Event is said, or dropped as spam. `step`: its place among those of the cycle. */
export function sayInCycle(run: CycleRun, cycle: Cycle, step: number, type: EventSpec['type']): void {
  const { context } = run
  const { isMuted, filters, events } = openedIn(run, cycle)
  if (isMuted) return
  const event = events[step]
  if (event === undefined || !isRemembered(event.similar, context.now)) return sayAnew(run, cycle, step, saidAt(cycle, step))
  const dropped = correlateAgain(filterOf(filters, type), event, context.now)
  if (dropped !== undefined) tellAgain(run, cycle, event, dropped)
}

function tellAgain(run: CycleRun, { by, cause }: Cycle, event: OpenEvent, dropped: number): void {
  const stretch = stretchOf(run)
  if (event.source === nowhere) event.source = stretch.addSource({ type: 'event', first: event.first, by, cause })
  event.count += 1 + dropped
  event.last = stretch.push(run.context.now, event.source, event.count, event.last)
}

function sayAnew(run: CycleRun, cycle: Cycle, step: number, spec: EventSpec): void {
  const { context } = run
  const opened = openedIn(run, cycle)
  const correlated = correlate(filterOf(opened.filters, spec.type), spec, context.now)
  if (correlated === undefined) return
  const event = opened.events.find((known) => known?.said === correlated.said) ?? openEvent(context, correlated)
  if (event !== undefined) {
    event.similar = correlated.similar
    opened.events[step] = event
    return tellAgain(run, cycle, event, correlated.dropped)
  }
  closeCycles(run)
  sign(context, cycle)
  writeCorrelated(context, spec, correlated)
  run.until = quietUntil(context)
}

/** An Event that is told again in the same words and that nobody hears of. */
function openEvent({ store, cluster }: ActorContext, { said, similar, message }: Correlated): OpenEvent | undefined {
  if (said.event === undefined || cluster.controlPlane.watchers.has('Event') || store.count('ResourceQuota') > 0) return undefined
  const first = store.deferred('Event', said.event.key)
  if (!(first instanceof EventEntry) || first.message !== message) return undefined
  return { said, similar, count: first.count, first, source: nowhere, last: nowhere }
}

const stretchOf = (run: CycleRun): CycleStretch => (run.stretch ??= new CycleStretch(run.context.cluster.log.length + 1))

function sign(context: ActorContext, { by, cause }: Cycle): void {
  context.by = by
  context.cause = cause
}

/** Fewer entries than these are made at once. */
const stretchMin = 16

/** What was gathered comes to the log and the store. */
export function closeCycles(run: CycleRun): void {
  const { stretch, opened, context: { cluster, store } } = run
  run.opened = []
  run.stretch = undefined
  for (let i = 0; i < opened.length; i++) opened[i]!.isListed = false
  if (stretch === undefined || stretch.length === 0) return
  if (stretch.length >= stretchMin) cluster.log.appendStretch(stretch)
  else for (let i = 0; i < stretch.length; i++) cluster.log.append(stretch.entry(i))
  const latest: number[] = []
  for (let i = 0; i < opened.length; i++) settle(opened[i]!, stretch, latest)
  for (const index of latest.length > 1 ? latest.sort((a, b) => a - b) : latest) store.putDeferred(stretch.entry(index))
}

/** The next stretch begins with what this one left; `latest` collects the last entries of all objects. */
function settle(opened: OpenCycle, stretch: CycleStretch, latest: number[]): void {
  const { last, events, cycle } = opened
  if (opened.sources.length > 0) opened.sources = []
  if (last !== nowhere) {
    opened.first = stretch.entry(last)
    opened.last = nowhere
    cycle.latest = stretch.from + last
    latest.push(last)
  }
  for (let i = 0; i < events.length; i++) {
    const event = events[i]
    if (event === undefined || event.last === nowhere) continue
    event.first = stretch.entry(event.last) as EventEntry
    latest.push(event.last)
    event.source = nowhere
    event.last = nowhere
  }
}
