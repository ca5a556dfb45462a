import type { Condition, Json, JsonObject } from '../sim/api/types.js'
import { conditionText } from '../sim/trace-text.js'
import type { ClusterView } from '../sim/view.js'
import { pathOf, type Check, type CheckReader } from './checks.js'
import { readText, type TextMatcher } from './matchers.js'
import { complain, isObject, take, under, type Reading } from './reading.js'
import { describeValue } from './values/parsed.js'

type Conditions<T> = (thing: T, view: ClusterView) => readonly Condition[] | undefined
interface Wanted {
  readonly type: TextMatcher
  readonly parts: Readonly<Partial<Record<'status' | 'reason' | 'message', TextMatcher>>>
}

/**
 * `Available` (it is True), `Ready=False`, `{ type: Available, status: "True", reason, message }`, `{ Ready: false }`, or a list of
 * these. A condition that is not there has no status.
 */
export const conditionCheck =
  <T>(conditions: Conditions<T>): CheckReader<T> =>
  (raw, reading) => {
    if (Array.isArray(raw)) return raw.flatMap((each, index) => conditionCheck(conditions)(each as Json, under(reading, String(index))))
    return readWanted(raw, reading).map(
      (wanted) =>
        ({
          path: pathOf(reading),
          expected: wantedText(wanted),
          reads: 'objects',
          failing: (thing, view) => failingOf(wanted, conditions(thing, view) ?? []),
        }) satisfies Check<T>,
    )
  }

function readWanted(raw: Json, reading: Reading): readonly Wanted[] {
  if (typeof raw === 'string') return readShort(raw, reading)
  if (!isObject(raw)) {
    complain(reading, `must be a condition's type, \`Type=Status\`, or a mapping with \`type\`, but is ${describeValue(raw)}`)
    return []
  }
  return 'type' in raw
    ? readFull(raw, reading)
    : Object.entries(raw).flatMap(([type, status]) => readFull(isObject(status) ? { ...status, type } : { type, status }, under(reading, type)))
}

function readShort(raw: string, reading: Reading): readonly Wanted[] {
  const [type, status = 'True'] = raw.split('=')
  return readFull({ type: type!.trim(), status: status.trim() }, reading)
}

function readFull(raw: JsonObject, reading: Reading): readonly Wanted[] {
  const part = (key: 'type' | 'status' | 'reason' | 'message', otherwise?: string): TextMatcher | undefined => {
    const value = raw[key] ?? otherwise
    return value === undefined ? undefined : take(under(reading, key), statusWord(value as Json), readText)
  }
  const type = part('type')
  if (type === undefined) return []
  const [status, reason, message] = [part('status', 'reason' in raw || 'message' in raw ? undefined : 'True'), part('reason'), part('message')]
  return [{ type, parts: { ...(status && { status }), ...(reason && { reason }), ...(message && { message }) } }]
}

/** YAML reads a bare True as a boolean; conditions spell it out. */
const statusWord = (value: Json): Json => (value === true ? 'True' : value === false ? 'False' : value)

function wantedText({ type, parts }: Wanted): string {
  const more = (['reason', 'message'] as const).flatMap((key) => (parts[key] === undefined ? [] : [`${key} ${parts[key].text}`]))
  const head = parts.status === undefined ? type.text : `${type.text}=${parts.status.text}`
  return more.length === 0 ? head : `${head} (${more.join(', ')})`
}

function failingOf({ type, parts }: Wanted, conditions: readonly Condition[]): string | undefined {
  const named = conditions.filter((condition) => type.matches(condition.type))
  const isWanted = (condition: Condition): boolean =>
    (parts.status?.matches(condition.status) ?? true) &&
    (parts.reason?.matches(condition.reason ?? '') ?? true) &&
    (parts.message?.matches(condition.message ?? '') ?? true)
  if (named.some(isWanted)) return undefined
  return named.length === 0 ? `no condition ${type.text}` : named.map(conditionText).join(', ')
}
