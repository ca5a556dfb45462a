/** Which kind a manifest is of, before anything else of it is read; refusals in the words of kubectl 1.36. */
import { customKind } from '../kinds/custom.js'
import type { KindDefinition } from '../kinds/define.js'
import { kindOf } from '../kinds/registry.js'
import { removedApis } from '../kinds/removed.js'
import { suggestKind } from '../kinds/suggest-kind.js'
import type { DecodeProblem } from './problem.js'
import { isFields } from './walk.js'

export type NamedKind =
  | { readonly ok: true; readonly kind: KindDefinition; readonly apiVersion: string; readonly name: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly kind?: undefined; readonly problems: readonly DecodeProblem[] }

const refuse = (...problems: readonly Omit<DecodeProblem, 'severity'>[]): NamedKind =>
  ({ ok: false, problems: problems.map((problem) => ({ severity: 'error', ...problem })) })

const notSet = (fields: Readonly<Record<string, unknown>>, name: string): boolean => fields[name] === undefined || fields[name] === null || fields[name] === ''

function missing(names: readonly string[]): NamedKind {
  const texts = names.map((name) => `${name} not set`)
  const api = `error validating data: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`
  return refuse(...names.map((name) => ({ code: 'no-kind' as const, pointer: '', message: `\`${name}\` is missing`, fix: `add ${name === 'kind' ? 'kind: Deployment' : 'apiVersion: apps/v1'}, or what else the object is`, api })))
}

function unknown(apiVersion: string, kind: string): NamedKind {
  const removed = removedApis[`${apiVersion} ${kind}`]
  const fix = suggestKind(apiVersion, kind)
  const why = removed ? `was removed in Kubernetes ${removed.removedIn}${removed.use === undefined ? ' and has no successor' : ''}` : 'is not a kind of Kubernetes 1.36'
  const message = `${kind} in apiVersion ${apiVersion} ${why}`
  const isVersion = removed !== undefined || fix?.startsWith('use apiVersion')
  const api = `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`
  return refuse({ code: removed ? 'removed-kind' : 'unknown-kind', pointer: isVersion ? '/apiVersion' : '/kind', message, ...(fix !== undefined && { fix }), api })
}

function findKind(apiVersion: string, name: string, customKinds: ReadonlySet<string> | undefined): KindDefinition | undefined {
  const kind = kindOf(apiVersion, name)
  if (kind || !customKinds) return kind
  return customKinds.has(`${apiVersion.slice(0, apiVersion.indexOf('/'))}/${name}`) ? customKind(apiVersion, name) : undefined
}

export function namedKind(value: unknown, customKinds: ReadonlySet<string> | undefined): NamedKind {
  if (!isFields(value)) {
    const given = value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value) ?? ''}`.trim()
    return refuse({ code: 'not-an-object', pointer: '', message: `a Kubernetes object must be a map with apiVersion, kind and metadata, not ${given}` })
  }
  const absent = ['apiVersion', 'kind'].filter((name) => notSet(value, name))
  if (absent.length > 0) return missing(absent)
  const { apiVersion, kind: name } = value
  if (typeof apiVersion !== 'string' || typeof name !== 'string') {
    const wrong = typeof apiVersion === 'string' ? 'kind' : 'apiVersion'
    return refuse({ code: 'wrong-type', pointer: `/${wrong}`, message: `\`${wrong}\` must be a string, not ${JSON.stringify(value[wrong])}`, fix: 'put it in quotes' })
  }
  const kind = findKind(apiVersion, name, customKinds)
  return kind ? { ok: true, kind, apiVersion, name, fields: value } : unknown(apiVersion, name)
}
