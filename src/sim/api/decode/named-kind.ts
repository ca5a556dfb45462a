/** Which kind a manifest is of, before anything else of it is read; refusals in the words of kubectl 1.36. */
import { customKind } from '../kinds/custom.js'
import type { CustomKinds } from '../kinds/custom.js'
import type { KindDefinition } from '../kinds/define.js'
import { kindOf, kinds } from '../kinds/registry.js'
import { removedApis } from '../kinds/removed.js'
import { suggestKind } from '../kinds/suggest-kind.js'
import type { DecodeProblem } from './problem.js'
import { isFields } from './fault.js'

export type NamedKind =
  | { readonly ok: true; readonly kind: KindDefinition; readonly apiVersion: string; readonly name: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly kind?: undefined; readonly problems: readonly DecodeProblem[] }

const refuse = (...problems: readonly Omit<DecodeProblem, 'severity'>[]): NamedKind =>
  ({ ok: false, problems: problems.map((problem) => ({ severity: 'error', ...problem })) })

const ignoring = '; if you choose to ignore these errors, turn validation off with --validate=false'
const validating = (texts: readonly string[]): string => `error validating data: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}${ignoring}`
const names = ['apiVersion', 'kind'] as const

const fixes = { apiVersion: 'add apiVersion: apps/v1, or what else the object is', kind: 'add kind: Deployment, or what else the object is' }

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** What keeps apiVersion and kind from being read, if anything does. */
function unreadable(fields: Readonly<Record<string, unknown>>): NamedKind | undefined {
  if (isText(fields['apiVersion']) && isText(fields['kind'])) return undefined
  const absent = names.filter((name) => fields[name] === undefined || fields[name] === null)
  const noText = names.filter((name) => !absent.includes(name) && typeof fields[name] !== 'string')
  if (absent.length + noText.length > 0) {
    const api = validating(names.flatMap((name) => (absent.includes(name) ? [`${name} not set`] : noText.includes(name) ? [`${name} isn't string type`] : [])))
    return refuse(
      ...absent.map((name) => ({ code: 'no-kind' as const, pointer: '', message: `\`${name}\` is missing`, fix: fixes[name], api })),
      ...noText.map((name) => {
        const message = `\`${name}\` must be a string, not ${JSON.stringify(fields[name])}`
        return { code: 'wrong-type' as const, pointer: `/${name}`, message, fix: 'put it in quotes', api }
      }),
    )
  }
  const empty = names.find((name) => fields[name] === '')
  if (!empty) return undefined
  const missing = `Object '${empty === 'kind' ? 'Kind' : 'apiVersion'}' is missing in '${JSON.stringify(fields)}'`
  return refuse({ code: 'no-kind', pointer: `/${empty}`, message: `\`${empty}\` is empty`, fix: fixes[empty], api: missing })
}

/** The server finds the resource of a kind in any case, and then does not know the kind. */
function unknownText(apiVersion: string, kind: string): string {
  if (apiVersion.split('/').length > 2) return validating([`unexpected GroupVersion string: ${apiVersion}`])
  const inOtherCase = kinds.find((candidate) => candidate.apiVersion === apiVersion && candidate.singular === kind.toLowerCase())
  if (!inOtherCase) return `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`
  const handling = `${kind} in version ${JSON.stringify(inOtherCase.version)} cannot be handled as a ${inOtherCase.kind}`
  return `${handling}: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`
}

function unknown(apiVersion: string, kind: string): NamedKind {
  const removed = removedApis[`${apiVersion} ${kind}`]
  const fix = suggestKind(apiVersion, kind)
  const successor = removed && removed.use === undefined ? ' and has no successor' : ''
  const why = removed ? `was removed in Kubernetes ${removed.removedIn}${successor}` : 'is not a kind of Kubernetes 1.36'
  const message = `${kind} in apiVersion ${apiVersion} ${why}`
  const isVersion = removed !== undefined || fix?.startsWith('use apiVersion')
  const code = removed ? 'removed-kind' : 'unknown-kind'
  return refuse({ code, pointer: isVersion ? '/apiVersion' : '/kind', message, ...(fix !== undefined && { fix }), api: unknownText(apiVersion, kind) })
}

/** `group/Kind` of kinds of which nothing else is known, or the kinds of a cluster. */
export type KnownCustomKinds = ReadonlySet<string> | CustomKinds

function findKind(apiVersion: string, name: string, customKinds: KnownCustomKinds | undefined): KindDefinition | undefined {
  const kind = kindOf(apiVersion, name)
  if (kind || !customKinds) return kind
  if ('find' in customKinds) return customKinds.find(apiVersion, name)
  return customKinds.has(`${apiVersion.slice(0, apiVersion.indexOf('/'))}/${name}`) ? customKind(apiVersion, name) : undefined
}

function nonObject(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value) ?? ''}`.trim()
}

export function namedKind(value: unknown, customKinds: KnownCustomKinds | undefined): NamedKind {
  if (!isFields(value)) {
    const message = `a Kubernetes object must be a map with apiVersion, kind and metadata, not ${nonObject(value)}`
    return refuse({ code: 'not-an-object', pointer: '', message, api: validating(['invalid object to validate']) })
  }
  const refused = unreadable(value)
  if (refused) return refused
  const { apiVersion, kind: name } = value as { readonly apiVersion: string; readonly kind: string }
  const kind = findKind(apiVersion, name, customKinds)
  return kind ? { ok: true, kind, apiVersion, name, fields: value } : unknown(apiVersion, name)
}
