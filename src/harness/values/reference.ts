import { checkDnsSubdomain } from '../../sim/api/names.js'
import { parseSelector } from '../../sim/api/labels.js'
import { nearName } from '../near-name.js'
import { kindWords } from './kind-words.js'
import type { Parsed } from './parsed.js'
import { describeValue, problem } from './parsed.js'
import { parsePattern } from './pattern.js'
import type { Pattern } from './pattern.js'

/** `other:deployment/web` in parts. `K` is what the caller's resolver makes of `deployment`. */
export interface Reference<K> {
  /** As written. */
  readonly text: string
  /** The kind as written: `deploy`, `deployments`, `deployments.apps`. */
  readonly resource: string
  readonly kind: K
  /** Undefined: every object of the kind. */
  readonly name: string | undefined
  readonly namespace: string | undefined
}

/** The kind that a word means to kubectl: kind, plural, singular, short name, with or without its group; undefined: none. */
export type ResolveResource<K> = (word: string) => K | undefined

export interface ReferenceParts {
  readonly resource: string
  readonly name: string | undefined
  readonly namespace: string | undefined
}

const wanted = 'a reference such as `deployment/web`, or `other:service/api` in another namespace'
const resourceWord = /^[A-Za-z][A-Za-z\d]*(?:\.[a-z\d]([a-z\d.-]*[a-z\d])?)?$/

/** The parts of a reference by its syntax alone; names may be globs. Nothing is looked up. */
export function splitReference(value: unknown): Parsed<ReferenceParts> {
  if (typeof value !== 'string') return problem(`must be ${wanted}, but is ${describeValue(value)}`)
  const match = /^(?:([^:/]*):)?([^:/]*)(?:\/(.*))?$/s.exec(value)
  if (!match || !resourceWord.test(match[2]!)) return problem(`must be ${wanted}, but is ${describeValue(value)}`)
  const [, namespace, resource, name] = match
  if (namespace !== undefined && checkDnsSubdomain(namespace).length > 0) return problem(
    `\`${namespace}\` in ${describeValue(value)} is no name of a namespace`,
  )
  if (name === '') return problem(`a name is missing after the \`/\` of ${describeValue(value)}`)
  if (name?.includes('/')) return problem(`must be ${wanted}, but ${describeValue(value)} has more than one \`/\``)
  return { value: { resource: resource!, name, namespace } }
}

/** A reference whose kind is known to `resolve`. */
export function parseReference<K>(value: unknown, resolve: ResolveResource<K>): Parsed<Reference<K>> {
  const parts = splitReference(value)
  if ('problem' in parts) return parts
  const { resource, name, namespace } = parts.value
  const kind = resolve(resource)
  if (kind === undefined) return unknownKind(resource)
  return { value: { text: value as string, resource, kind, name, namespace } }
}

export function unknownKind(resource: string): { readonly problem: { readonly message: string; readonly fix?: string } } {
  const near = nearName(resource, kindWords)
  return problem(
    `\`${resource}\` is no kind that this cluster knows`,
    near === undefined ? 'for a custom kind, apply its CustomResourceDefinition first' : `did you mean \`${near}\`?`,
  )
}

/** The object form of a reference to several objects: all that is given must hold. */
export interface Selection<K> {
  readonly ref: Reference<K> | undefined
  /** In kubectl's syntax; checked. */
  readonly select: string | undefined
  readonly name: Pattern | undefined
  readonly namespace: Pattern | undefined
  readonly owner: Reference<K> | undefined
  readonly node: Pattern | undefined
}

const nothing = { ref: undefined, select: undefined, name: undefined, namespace: undefined, owner: undefined, node: undefined }

/** Label selectors as kubectl reads them. */
export function parseSelectorText(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return problem(`must be a label selector such as \`app=web,tier!=cache\`, but is ${describeValue(value)}`)
  const parsed = parseSelector(value)
  return parsed.ok ? { value } : problem(`${describeValue(value)} is no label selector: ${parsed.error}`)
}

/**
 * Where several objects may be meant: a label selector (`app=web`), a reference (`pod/web-*`, `pods`), or the object form
 * `{ ref, select, name, namespace, owner, node }`. Other keys of the object are not looked at.
 */
export function parseSelection<K>(value: unknown, resolve: ResolveResource<K>): Parsed<Selection<K>> {
  if (typeof value === 'string') return parseSelectionText(value, resolve)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return problem(`must be a label selector, a reference or \`{ select, name, namespace, owner, node }\`, but is ${describeValue(value)}`)
  }
  const given = value as Readonly<Record<string, unknown>>
  const parts = {
    ref: optional(given['ref'], (each) => parseReference(each, resolve)),
    select: optional(given['select'], parseSelectorText),
    name: optional(given['name'], parsePattern),
    namespace: optional(given['namespace'], parsePattern),
    owner: optional(given['owner'], (each) => parseReference(each, resolve)),
    node: optional(given['node'], parsePattern),
  }
  const wrong = Object.entries(parts).find(([, each]) => 'problem' in each)
  if (wrong && 'problem' in wrong[1]) return problem(`\`${wrong[0]}\` ${wrong[1].problem.message}`, wrong[1].problem.fix)
  const read = <T>(part: Parsed<T | undefined>): T | undefined => ('value' in part ? part.value : undefined)
  return {
    value: {
      ref: read(parts.ref),
      select: read(parts.select),
      name: read(parts.name),
      namespace: read(parts.namespace),
      owner: read(parts.owner),
      node: read(parts.node),
    },
  }
}

const optional = <T>(value: unknown, parse: (value: unknown) => Parsed<T>): Parsed<T | undefined> => (
  value === undefined || value === null ? { value: undefined } : parse(value)
)

function parseSelectionText<K>(text: string, resolve: ResolveResource<K>): Parsed<Selection<K>> {
  const parts = /[=!,()\s]/.test(text) ? undefined : splitReference(text)
  const kind = parts && 'value' in parts ? resolve(parts.value.resource) : undefined
  if (parts && 'value' in parts && (kind !== undefined || parts.value.name !== undefined)) {
    const ref = parseReference(text, resolve)
    return 'value' in ref ? { value: { ...nothing, ref: ref.value } } : ref
  }
  const select = parseSelectorText(text)
  return 'value' in select ? { value: { ...nothing, select: select.value } } : select
}
