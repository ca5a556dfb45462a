import { Kind } from '../../sim/api/kinds/ids.js'
import type { Json } from '../../sim/api/types.js'
import type { ClusterView, NameAnswer } from '../../sim/view.js'
import { booleanCheck, checksText, compileChecks, firstFailing, type Check, type CheckTable } from '../checks.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { readOrigins, type Origins } from '../origins.js'
import { readTexts } from '../read-texts.js'
import { complain, takeObject, under, type Reading } from '../reading.js'
import { failed, passed, type Verdict } from '../verdict.js'
import { reachKinds } from './reachable.js'

interface Params { readonly name: string; readonly origins: Origins; readonly checks: readonly Check<NameAnswer>[] }

/** All that the name stands for must be named, and all that is named must be there. */
const to = (raw: Json, reading: Reading): readonly Check<NameAnswer>[] => {
  const wanted = readTexts(raw, reading)
  return [{
    path: 'to', expected: wanted.map(({ text }) => text).join(', '), reads: 'history',
    failing: ({ targets, addresses, why }) => {
      const isNamed = (values: readonly string[]): boolean => values.length > 0 && values.every((value) => wanted.some(({ matches }) => matches(value)))
      const isThere = (values: readonly string[]): boolean => wanted.every(({ matches }) => values.some((value) => matches(value)))
      if ([targets, addresses].some((values) => isNamed(values) && isThere(values))) return undefined
      return [...targets, ...addresses].join(', ') || why
    },
  }]
}

const table: CheckTable<NameAnswer> = { to, resolves: booleanCheck<NameAnswer>(({ outcome }) => outcome === 'found', ({ why }) => why) }

function read(raw: Json, reading: Reading): Params | undefined {
  const object = typeof raw === 'string' ? { name: raw } : takeObject(reading, raw)
  if (object === undefined) return undefined
  const { name, from } = object
  if (typeof name !== 'string' || name === '') return complain(under(reading, 'name'), 'must be a name to look up')
  const origins = readOrigins(from, under(reading, 'from'))
  const matchers = 'to' in object || 'resolves' in object ? object : { ...object, resolves: true }
  return origins && { name, origins, checks: compileChecks(table, matchers, reading, ['name', 'from']) }
}

function evaluate(view: ClusterView, { name, origins, checks }: Params): Verdict {
  const subject = `dns ${name} from ${origins.text}`
  const found = origins.find(view)
  if (found.length === 0) return failed({ subject, path: '', expected: 'an answer', actual: `nobody asks: there is no ${origins.text}`, objects: [] })
  for (const origin of found) {
    const miss = firstFailing(checks, view.resolveName({ from: origin, name }), view)
    if (miss !== undefined) return failed({ subject, path: miss.check.path, expected: miss.check.expected, actual: miss.actual, objects: [], reads: 'history' })
  }
  return passed
}

export const dns: AssertionDefinition = defineAssertion<Params>({
  name: 'dns', observes: [...reachKinds, Kind.Service], read, evaluate,
  text: ({ name, origins, checks }) => `dns ${name} from ${origins.text}: ${checksText(checks)}`,
})
