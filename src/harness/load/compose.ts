import { EVENT_ID, getScalarValue } from 'js-yaml'
import type { MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import type { Json } from '../../sim/api/types.js'
import type { PathStep } from '../pointer.js'
import { formatPointer } from '../pointer.js'
import { aliasedNodesMax } from './limits.js'
import type { Branch, Mark } from './marks.js'
import { offsetOf } from './marks.js'
import { resolveScalar } from './scalars.js'
import type { Scalar, ScalarRules } from './scalars.js'
import { rulesUnder, scenarioGroup } from './scenario-rules.js'
import type { Segment, TextProblem } from './syntax.js'
import { templateFix } from './syntax-messages.js'
import { resolveTagged } from './tags.js'

/** One YAML document as plain data, with the place of every node. */
export interface ComposedDocument {
  readonly value: Json
  readonly mark: Mark
  readonly isScenario: boolean
}

interface Node { readonly value: Json; readonly mark: Mark; readonly size: number }

interface Frame {
  readonly event: MappingEvent | SequenceEvent
  readonly value: Record<string, Json> | Json[]
  readonly mark: Branch
  readonly rules: ScalarRules
  /** The key that waits for its value. */
  key?: string | undefined
  keyOffset: number
  isMerge: boolean
  /** Keys that came from `<<` and may be set again. */
  merged?: Set<string>
  size: number
}

interface Composer {
  readonly segment: Segment
  readonly problems: TextProblem[]
  readonly documents: ComposedDocument[]
  frames: Frame[]
  anchors: Map<string, Node | 'open'>
  aliasedNodes: number
  rules: ScalarRules
  isScenario: boolean
  /** After a fatal problem the rest of the document is passed over. */
  isSkipping: boolean
  root: Node | undefined
  lastOffset: number
}

function pathOf(frames: readonly Frame[]): readonly PathStep[] {
  const path: PathStep[] = []
  for (const frame of frames) {
    if (Array.isArray(frame.value)) path.push(frame.value.length)
    else if (frame.key !== undefined) path.push(frame.key)
  }
  return path
}

function report(composer: Composer, offset: number, problem: Omit<TextProblem, 'offset' | 'pointer'>): void {
  const seeOffset = problem.seeOffset === undefined ? {} : { seeOffset: problem.seeOffset }
  composer.problems.push({ ...problem, ...seeOffset, offset, pointer: formatPointer(pathOf(composer.frames)) })
}

function setKey(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** Where a scalar starts for the reader: its quote or block sign, not its first character. */
function scalarOffset(composer: Composer, event: ScalarEvent): number {
  if (event.valueStart === -1) return composer.lastOffset
  const { originalOf, text } = composer.segment
  if (event.style === 2 || event.style === 3) return originalOf(event.valueStart - 1)
  if (event.style === 1) return originalOf(event.valueStart)
  const sign = text.lastIndexOf(event.style === 4 ? '|' : '>', event.valueStart - 1)
  return originalOf(sign === -1 ? event.valueStart : sign)
}

function scalarValue(composer: Composer, event: ScalarEvent, rules: ScalarRules, offset: number): Scalar {
  const text = getScalarValue(composer.segment.text, event)
  const isPlain = event.style === 1
  const tag = event.tagStart === -1 ? '' : composer.segment.text.slice(event.tagStart, event.tagEnd)
  if (tag === '') {
    if (!isPlain) return text
    const value = resolveScalar(rules, text)
    if (typeof value !== 'number' || Number.isFinite(value)) return value
    report(composer, offset, { message: `\`${text}\` is no number that an object can hold`, fix: 'put it in quotes if a text is meant' })
    return text
  }
  const tagged = resolveTagged(rules, tag, text)
  if ('value' in tagged) return tagged.value
  report(composer, offset, { message: tagged.problem })
  return text
}

const keyText = (key: Scalar): string => (typeof key === 'string' ? key : String(key))

function startPair(composer: Composer, frame: Frame, node: Node, isPlainText: boolean): void {
  const offset = offsetOf(node.mark)
  frame.keyOffset = offset
  if (typeof node.value === 'object' && node.value !== null) {
    const isTemplate = composer.segment.text.startsWith('{{', frame.event.start)
    report(composer, offset, { message: 'a key must be a text, but is a mapping or a list', ...(isTemplate ? { fix: templateFix } : {}) })
    composer.isSkipping = true
    return
  }
  if (node.value === null) report(composer, offset, { message: 'a key is missing before `:`, or is null', fix: 'put `null` in quotes if it is meant as a key' })
  frame.key = keyText(node.value as Scalar)
  frame.isMerge = isPlainText && node.value === '<<'
}

/** As go-yaml merges for Kubernetes, later wins; by the YAML 1.1 rule that scenarios follow, the mapping's own keys win. */
function mergeInto(frame: Frame, source: Record<string, Json>, mark: Branch, isFirstWins: boolean): void {
  const target = frame.value as Record<string, Json>
  frame.merged ??= new Set()
  for (const [key, value] of Object.entries(source)) {
    if (isFirstWins && Object.hasOwn(target, key)) continue
    setKey(target, key, value)
    frame.merged.add(key)
    frame.mark.keys!.set(key, mark.keys!.get(key)!)
    ;(frame.mark.children as Map<string, Mark>).set(key, (mark.children as Map<string, Mark>).get(key)!)
  }
}

const isMapping = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null && !Array.isArray(value)

function finishMerge(composer: Composer, frame: Frame, node: Node): void {
  const sources = Array.isArray(node.value)
    ? node.value.map((value, index) => ({ value: value as Json, mark: ((node.mark as Branch).children as Mark[])[index]! }))
    : [{ value: node.value, mark: node.mark }]
  if (!sources.every((source) => isMapping(source.value))) report(composer, offsetOf(node.mark), { message: '`<<` merges mappings, but this is none' })
  const isCore = frame.rules === 'core'
  for (const source of isCore ? sources : sources.toReversed()) {
    if (isMapping(source.value)) mergeInto(frame, source.value, source.mark as Branch, isCore)
  }
}

function finishPair(composer: Composer, frame: Frame, node: Node): void {
  const key = frame.key!
  const target = frame.value as Record<string, Json>
  if (frame.isMerge) finishMerge(composer, frame, node)
  else {
    if (Object.hasOwn(target, key) && !frame.merged?.has(key)) {
      const seeOffset = frame.mark.keys!.get(key)!
      report(composer, frame.keyOffset, { message: `the key \`${key}\` is there twice; it was first given`, seeOffset, fix: 'remove one of the two' })
    }
    frame.merged?.delete(key)
    setKey(target, key, node.value)
    frame.mark.keys!.set(key, frame.keyOffset)
    ;(frame.mark.children as Map<string, Mark>).set(key, node.mark)
  }
  frame.key = undefined
}

function addNode(composer: Composer, node: Node, isPlainText = false): void {
  const frame = composer.frames.at(-1)
  if (!frame) {
    composer.root = node
    return
  }
  frame.size += node.size
  if (Array.isArray(frame.value)) {
    frame.value.push(node.value)
    ;(frame.mark.children as Mark[]).push(node.mark)
  } else if (frame.key === undefined) startPair(composer, frame, node, isPlainText)
  else finishPair(composer, frame, node)
}

/** The rules for the node that comes next. */
function rulesHere(composer: Composer): ScalarRules {
  const frame = composer.frames.at(-1)
  if (!frame) return composer.rules
  if (frame.rules === 'kubernetes' || Array.isArray(frame.value) || frame.key === undefined) return frame.rules
  return rulesUnder(frame.rules, pathOf(composer.frames.slice(0, -1)), frame.key)
}

const anchorName = (composer: Composer, event: { readonly anchorStart: number; readonly anchorEnd: number }): string =>
  composer.segment.text.slice(event.anchorStart, event.anchorEnd)

function scalar(composer: Composer, event: ScalarEvent): void {
  const offset = scalarOffset(composer, event)
  const node = { value: scalarValue(composer, event, rulesHere(composer), offset), mark: offset, size: 1 }
  composer.lastOffset = offset
  if (event.anchorStart !== -1) composer.anchors.set(anchorName(composer, event), node)
  addNode(composer, node, event.style === 1)
}

function open(composer: Composer, event: MappingEvent | SequenceEvent): void {
  const at = composer.segment.originalOf(event.start)
  composer.lastOffset = at
  if (event.anchorStart !== -1) composer.anchors.set(anchorName(composer, event), 'open')
  const isList = event.type === EVENT_ID.SEQUENCE
  const mark: Branch = isList ? { at, children: [] } : { at, keys: new Map(), children: new Map() }
  composer.frames.push({ event, value: isList ? [] : {}, mark, rules: rulesHere(composer), keyOffset: at, isMerge: false, size: 1 })
}

function close(composer: Composer): void {
  const frame = composer.frames.pop()
  if (!frame) {
    if (composer.root) composer.documents.push({ value: composer.root.value, mark: composer.root.mark, isScenario: composer.isScenario })
    return
  }
  const node = { value: frame.value as Json, mark: frame.mark, size: frame.size }
  if (frame.event.anchorStart !== -1) composer.anchors.set(anchorName(composer, frame.event), node)
  addNode(composer, node)
}

function alias(composer: Composer, start: number, end: number): void {
  const name = composer.segment.text.slice(start, end)
  const offset = composer.segment.originalOf(start - 1)
  const anchor = composer.anchors.get(name)
  composer.lastOffset = offset
  if (anchor === undefined || anchor === 'open') {
    report(
      composer,
      offset,
      { message: anchor ? `the anchor \`&${name}\` contains itself through this alias` : `the alias \`*${name}\` names an anchor that is not there before it` },
    )
    addNode(composer, { value: null, mark: offset, size: 1 })
    return
  }
  composer.aliasedNodes += anchor.size
  if (composer.aliasedNodes > aliasedNodesMax) {
    report(
      composer,
      offset,
      { message: `the aliases of this document stand for more than ${aliasedNodesMax} values`, fix: 'write the values out, or use fewer aliases' },
    )
    composer.isSkipping = true
    return
  }
  addNode(composer, { ...anchor, mark: typeof anchor.mark === 'number' ? offset : { ...anchor.mark, at: offset } })
}

/** A document is a scenario when the `apiVersion` of its root mapping starts with `seatrial.dev/`. */
function looksLikeScenario(segment: Segment, from: number): boolean {
  let depth = 0
  let isKey = true
  let isApiVersion = false
  for (let index = from; index < segment.events.length; index++) {
    const event = segment.events[index]!
    if (event.type === EVENT_ID.POP) {
      if (--depth < 1) return false
    } else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      depth++
      if (depth === 1) {
        if (event.type === EVENT_ID.SEQUENCE) return false
        continue
      }
    } else if (event.type === EVENT_ID.DOCUMENT || depth === 0) return false
    else if (depth === 1 && event.type === EVENT_ID.SCALAR) {
      const text = getScalarValue(segment.text, event)
      if (!isKey && isApiVersion) return text.startsWith(scenarioGroup)
      isApiVersion = isKey && text === 'apiVersion'
    }
    if (depth === 1) isKey = !isKey
  }
  return false
}

function startDocument(composer: Composer, next: number): void {
  composer.isScenario = looksLikeScenario(composer.segment, next)
  composer.rules = composer.isScenario ? 'core' : 'kubernetes'
  composer.anchors = new Map()
  composer.frames = []
  composer.aliasedNodes = 0
  composer.isSkipping = false
  composer.root = undefined
}

/** All documents of a parsed segment; documents with a fatal problem are left out, empty ones are there as null. */
export function composeSegment(segment: Segment): { readonly documents: readonly ComposedDocument[]; readonly problems: readonly TextProblem[] } {
  const composer: Composer = {
    segment, problems: [], documents: [], frames: [], anchors: new Map(), aliasedNodes: 0,
    rules: 'kubernetes', isScenario: false, isSkipping: false, root: undefined,
    lastOffset: segment.originalOf(0),
  }
  segment.events.forEach((event, index) => {
    if (event.type === EVENT_ID.DOCUMENT) startDocument(composer, index + 1)
    else if (composer.isSkipping) return
    else if (event.type === EVENT_ID.SCALAR) scalar(composer, event)
    else if (event.type === EVENT_ID.ALIAS) alias(composer, event.anchorStart, event.anchorEnd)
    else if (event.type === EVENT_ID.POP) close(composer)
    else open(composer, event)
  })
  return composer
}
