import { Kind } from '../../sim/api/kinds/ids.js'
import { compileSelector, parseSelector } from '../../sim/api/labels.js'
import type { Json, Node, Pod, Taint } from '../../sim/api/types.js'
import { conditionText } from '../../sim/trace-text.js'
import type { ClusterView } from '../../sim/view.js'
import { booleanCheck, pathOf, textCheck, type Check, type CheckReader } from '../checks.js'
import { conditionCheck } from '../condition-check.js'
import type { AssertionDefinition } from '../define.js'
import { readNumber, readText, type TextMatcher } from '../matchers.js'
import { defineObjects } from '../objects.js'
import { complain, isObject, take, under, type Reading } from '../reading.js'
import { describeValue } from '../values/parsed.js'

const readyOf = (node: Node): NonNullable<Node['status']['conditions']>[number] | undefined => node.status.conditions?.find(({ type }) => type === 'Ready')
export const isNodeReady = (node: Node): boolean => readyOf(node)?.status === 'True'

/** `key=value:Effect`, as kubectl writes it. */
export const taintText = ({ key, value, effect }: Taint): string => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`

const whyNotReady = (each: Node): string | undefined => {
  const condition = readyOf(each)
  return isNodeReady(each) ? undefined : condition === undefined ? 'no Ready condition' : conditionText(condition)
}

/** True or false, or the condition's own word: `Unknown` is not ready, but not every node that is not ready is `Unknown`. */
const ready: CheckReader<Node> = (raw, reading) =>
  typeof raw === 'string' ? textCheck<Node>((each) => readyOf(each)?.status)(raw, reading) : booleanCheck(isNodeReady, whyNotReady)(raw, reading)

const taint: CheckReader<Node> = (raw, reading) =>
  Array.isArray(raw) ? raw.flatMap((each, index) => oneTaint(each as Json, under(reading, String(index)))) : oneTaint(raw, reading)

function oneTaint(raw: Json, reading: Reading): readonly Check<Node>[] {
  const wanted = isObject(raw) ? partsOf(raw, reading) : typeof raw === 'string' ? partsOf(splitTaint(raw), reading) : undefined
  if (wanted === undefined) return complain(reading, `must be a taint such as \`key=value:NoSchedule\`, but is ${describeValue(raw)}`) ?? []
  const holds = (each: Taint): boolean => wanted.every(([key, matcher]) => matcher.matches(each[key] ?? ''))
  return [
    {
      path: pathOf(reading),
      expected: typeof raw === 'string' ? raw : wanted.map(([key, { text }]) => `${key} ${text}`).join(', '),
      reads: 'objects',
      failing: ({ spec: { taints = [] } }) => (taints.some(holds) ? undefined : taints.length === 0 ? 'no taints' : taints.map(taintText).join(', ')),
    },
  ]
}

type TaintPart = readonly [key: 'key' | 'value' | 'effect', matcher: TextMatcher]

function partsOf(raw: Readonly<Record<string, Json | undefined>>, reading: Reading): readonly TaintPart[] {
  return (['key', 'value', 'effect'] as const).flatMap((key) => {
    const matcher = raw[key] === undefined ? undefined : take(under(reading, key), raw[key], readText)
    return matcher === undefined ? [] : [[key, matcher] as const]
  })
}

function splitTaint(text: string): Readonly<Record<string, Json | undefined>> {
  const colon = text.lastIndexOf(':')
  const [head, effect] = colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)]
  const [key, value] = head.split('=')
  return { key: key!, ...(value === undefined ? {} : { value }), ...(effect === undefined ? {} : { effect }) }
}

/** Pods bound to the node that have not ended, as `kubectl describe node` lists them. */
const podsCheck: CheckReader<Node> = (raw, reading) => {
  const parts = isObject(raw) ? raw : { count: raw }
  const matcher = take(under(reading, 'count'), parts['count'] ?? '>= 1', readNumber)
  const select = parts['select'] === undefined ? undefined : take(under(reading, 'select'), parts['select'], (value) => parsedSelector(value))
  const namespace = parts['namespace'] === undefined ? undefined : take(under(reading, 'namespace'), parts['namespace'], readText)
  if (matcher === undefined) return []
  const isCounted = (pod: Pod): boolean =>
    pod.status.phase !== 'Succeeded' &&
    pod.status.phase !== 'Failed' &&
    (select?.(pod.metadata.labels) ?? true) &&
    (namespace?.matches(pod.metadata.namespace) ?? true)
  return [
    {
      path: `${pathOf(reading)}.count`,
      expected: matcher.text,
      reads: 'objects',
      failing: (node, view: ClusterView) => {
        const count = view.store.podsOnNode(node.metadata.name).filter(isCounted).length
        return matcher.matches(count) ? undefined : String(count)
      },
    },
  ]
}

function parsedSelector(value: unknown): { readonly value: ReturnType<typeof compileSelector> } | { readonly problem: { readonly message: string } } {
  const parsed = parseSelector(String(value))
  return parsed.ok ? { value: compileSelector(parsed.value) } : { problem: { message: `must be a label selector: ${parsed.error}` } }
}

export const node: AssertionDefinition = defineObjects<Node>({
  name: 'node',
  kind: { id: Kind.Node, namespaced: false },
  short: 'name',
  observes: [Kind.Pod],
  checks: {
    ready,
    condition: conditionCheck((each) => each.status.conditions),
    taint,
    pods: podsCheck,
    unschedulable: booleanCheck((each) => each.spec.unschedulable === true),
  },
})
