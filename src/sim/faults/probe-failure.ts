import type { Json } from '../api/types.js'
import { parseSelector } from '../api/labels.js'
import { defineFault, problem, wanted, type Fault, type Wanted } from './define.js'
import { fieldsOf, isSelectorText, textOf } from './words.js'

interface ProbeRequest {
  readonly select?: string
  readonly name?: string
  readonly namespace?: string
  readonly container?: string
  readonly probe?: string
}

const fault = 'probe-failure'
const keys = ['select', 'name', 'pod', 'namespace', 'container', 'probe'] as const
const probes = ['liveness', 'readiness', 'startup']

function parse(params: Json): Wanted<ProbeRequest> {
  if (typeof params === 'string') return checked(isSelectorText(params) ? { select: params } : { name: params.replace(/^(pods?|po)\//, '') })
  const fields = fieldsOf(fault, params, keys)
  if (!fields.ok) return fields
  const request: Record<string, string> = {}
  for (const key of keys) {
    const text = textOf(fault, fields.value, key)
    if (!text.ok) return text
    if (text.value !== undefined) request[key === 'pod' ? 'name' : key] = key === 'pod' || key === 'name' ? text.value.replace(/^(pods?|po)\//, '') : text.value
  }
  return checked(request)
}

function checked(request: ProbeRequest): Wanted<ProbeRequest> {
  if (request.select === undefined && request.name === undefined) return problem(`\`${fault}\` needs \`select\` or \`name\`: the pods whose probes fail`)
  if (request.probe !== undefined && !probes.includes(request.probe)) return problem(`\`probe\` of \`${fault}\` must be liveness, readiness or startup, got \`${request.probe}\``)
  const parsed = request.select === undefined ? undefined : parseSelector(request.select)
  return parsed?.ok === false ? problem(`\`select\` of \`${fault}\`: ${parsed.error}`) : wanted(request)
}

/** Its victims are matched by the kubelets, so that pods that come later are met too. */
export const probeFailure: Fault<ProbeRequest> = defineFault<ProbeRequest>({
  name: fault,
  summary: 'Probes of the pods that match fail, of those too that come later; `probe` limits it to one type, `container` to one container.',
  parse,
  begin: ({ namespace }, request) => wanted({ ...request, namespace: request.namespace ?? namespace }),
})
