import { Kind } from '../../sim/api/kinds/ids.js'
import type { Json, JsonObject } from '../../sim/api/types.js'
import type { ClusterView, RouteAnswer } from '../../sim/view.js'
import { booleanCheck, checksText, compileChecks, firstFailing, textCheck, type Check, type CheckTable } from '../checks.js'
import { defineAssertion, type AssertionDefinition } from '../define.js'
import { readTexts } from '../read-texts.js'
import { complain, takeObject, type Reading } from '../reading.js'
import { failed, passed, type Verdict } from '../verdict.js'
import { reachKinds } from './reachable.js'

interface Params {
  readonly question: { readonly host: string; readonly path: string; readonly method?: string; readonly headers?: Readonly<Record<string, string>> }
  readonly checks: readonly Check<RouteAnswer>[]
}

const names = ({ backends }: RouteAnswer): readonly string[] => backends.flatMap(({ namespace, service }) => [service, `${namespace}/${service}`])

/** Every Service behind the rule must be one of those that are named. */
const service = (raw: Json, reading: Reading): readonly Check<RouteAnswer>[] => {
  const wanted = readTexts(raw, reading)
  return [{
    path: 'service', expected: wanted.map(({ text }) => text).join(', '), reads: 'history',
    failing: (answer) => {
      const isGood = answer.backends.length > 0 && answer.backends.every((backend) => wanted.some(({ matches }) => matches(backend.service) || matches(`${backend.namespace}/${backend.service}`)))
      const isWhole = wanted.every(({ matches }) => names(answer).some((name) => matches(name)))
      return isGood && isWhole ? undefined : answer.why
    },
  }]
}

const port = (raw: Json): readonly Check<RouteAnswer>[] => [{
  path: 'port', expected: String(raw), reads: 'history',
  failing: ({ backends, why }) => (backends.length > 0 && backends.every((backend) => String(backend.port) === String(raw)) ? undefined : why),
}]

const table: CheckTable<RouteAnswer> = {
  service, port,
  by: textCheck(({ by }) => by, 'history'),
  outcome: textCheck(({ outcome }) => outcome, 'history'),
  reachable: booleanCheck<RouteAnswer>((answer, view) => unreached(answer, view) === undefined, unreached),
}

/** Why a Service behind the rule does not answer; its controller is taken as a client that every policy lets in. */
function unreached({ backends, why, outcome }: RouteAnswer, view: ClusterView): string | undefined {
  if (outcome !== 'routed') return why
  for (const { namespace, service: name, port: number } of backends) {
    const answer = view.reach({ from: { kind: 'controller' }, namespace, service: name, ...(number === undefined ? {} : { port: number }) })
    if (answer.outcome !== 'all') return `service/${name}: ${answer.why}`
  }
  return undefined
}

function read(raw: Json, reading: Reading): Params | undefined {
  const object = takeObject(reading, raw)
  if (object === undefined) return undefined
  const { host, path = '/', method, headers } = object
  if (typeof host !== 'string' || typeof path !== 'string') return complain(reading, 'needs the `host` of a request')
  const asked = ['host', 'path', 'method', 'headers']
  const own = 'outcome' in object ? object : { outcome: 'routed', ...object }
  return {
    question: { host, path, ...(typeof method === 'string' ? { method } : {}), ...(headers === undefined ? {} : { headers: headers as JsonObject as Readonly<Record<string, string>> }) },
    checks: compileChecks(table, own, reading, asked),
  }
}

const textOf = ({ host, path }: Params['question']): string => `route ${host}${path}`

function evaluate(view: ClusterView, { question, checks }: Params): Verdict {
  const answer = view.route(question)
  const miss = firstFailing(checks, answer, view)
  if (miss === undefined) return passed
  const actual = miss.actual.includes(answer.why) ? miss.actual : `${miss.actual}: ${answer.why}`
  return failed({ subject: textOf(question), path: miss.check.path, expected: miss.check.expected, actual, objects: [], reads: 'history' })
}

export const route: AssertionDefinition = defineAssertion<Params>({
  name: 'route',
  observes: [...reachKinds, Kind.Ingress, Kind.Service, 'HTTPRoute.gateway.networking.k8s.io', 'Gateway.gateway.networking.k8s.io', 'ReferenceGrant.gateway.networking.k8s.io'],
  read, evaluate,
  text: ({ question, checks }) => `${textOf(question)}: ${checksText(checks)}`,
})
