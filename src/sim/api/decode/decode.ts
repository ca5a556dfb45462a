import { badRequest } from '../errors.js'
import type { ApiError } from '../errors.js'
import type { KindDefinition } from '../kinds/define.js'
import { structOfKind } from '../schema/read.js'
import type { StructShape } from '../schema/read.js'
import { apiText } from './api-text.js'
import { convert } from './convert.js'
import { withoutEmpties } from './empties.js'
import { explain } from './explain.js'
import { newWalk, noteSize } from './fault.js'
import type { Fault, Walk } from './fault.js'
import { customRoot, readCustom } from './custom.js'
import { namedKind } from './named-kind.js'
import type { KnownCustomKinds } from './named-kind.js'
import { pointerOf } from './problem.js'
import type { DecodeProblem, DecodeResult } from './problem.js'
import { walkAny } from './walk-any.js'
import { walkStruct } from './walk.js'

export type { DecodeCode, DecodeProblem, DecodeResult } from './problem.js'

export interface DecodeOptions {
  /** What unknown fields are: errors (kubectl's default), warnings, or nothing; they are dropped in the latter two cases. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  /** The custom kinds that there are; objects of those that are known by `group/Kind` alone are taken as they are written. */
  readonly customKinds?: KnownCustomKinds
  /** Leave empty lists and maps that are not stored in the object, and name them in `empties`: validation tells them from none. */
  readonly keepsEmpties?: boolean
}

/** The server meets fields in the order of their names, because clients send them sorted. */
function byName(left: Fault, right: Fault): number {
  for (const [index, part] of left.path.entries()) {
    const other = right.path[index]
    if (other === undefined) return 1
    if (part !== other) return part < other ? -1 : 1
  }
  return left.path.length - right.path.length
}

function problemsOf(struct: StructShape, faults: readonly Fault[], subject: string, severity: DecodeProblem['severity']): readonly DecodeProblem[] {
  const sorted = [...faults].sort(byName)
  const api = apiText(struct, sorted, subject)
  return sorted.map((fault) => {
    const isKey = fault.code === 'unknown-field' ? { isKey: true } : {}
    return { code: fault.code, pointer: pointerOf(fault.path), severity, ...isKey, ...explain(struct, fault), api }
  })
}

function read(fields: Readonly<Record<string, unknown>>, struct: StructShape | undefined, kind: KindDefinition, walk: Walk): Readonly<Record<string, unknown>> {
  const result = struct ? walkStruct(fields, struct, 0, walk) : kind.custom ? readCustom(fields, kind, walk) : (walkAny(fields, 0, walk) as Readonly<Record<string, unknown>> | undefined)
  noteSize(walk)
  return result?.['metadata'] === undefined ? { ...result, metadata: {} } : result
}

/**
 * Reads the plain value of a manifest (parsed with Kubernetes' scalar rules) as the API server's JSON decoder does in strict mode (sigs.k8s.io/json,
 * 1.36): nulls are absent, zero values that Go omits are dropped, quantities and timestamps take their canonical form, base64 is checked, a Secret's
 * `stringData` becomes `data`, an autoscaling/v1 autoscaler becomes one of autoscaling/v2. All problems are reported at once. No defaults are filled.
 */
export function decode(value: unknown, options: DecodeOptions = {}): DecodeResult {
  const named = namedKind(value, options.customKinds)
  if (!named.ok) return named
  const { kind, apiVersion, name, fields } = named
  const struct = structOfKind(apiVersion, name)
  const walk = newWalk()
  const complete = read(fields, struct, kind, walk)
  const isStripped = walk.empties.length > 0 && options.keepsEmpties !== true
  const result = isStripped ? withoutEmpties(complete, walk.empties) : complete
  const empties = isStripped || walk.empties.length === 0 ? {} : { empties: walk.empties }
  const mode = options.fieldValidation ?? 'Strict'
  if (walk.faults.length === 0) return { ok: true, kind, object: convert(apiVersion, name, result), problems: [], ...empties }
  const isBroken = mode === 'Strict' || walk.faults.some((fault) => fault.code !== 'unknown-field')
  const subject = `${name} in version ${JSON.stringify(apiVersion.slice(apiVersion.indexOf('/') + 1))} cannot be handled as a ${name}: `
  const faults = mode === 'Ignore' ? walk.faults.filter((fault) => fault.code !== 'unknown-field') : walk.faults
  const problems = problemsOf(struct ?? customRoot(), faults, subject, isBroken ? 'error' : 'warning')
  return isBroken ? { ok: false, kind, problems } : { ok: true, kind, object: convert(apiVersion, name, result), problems, ...empties }
}

/** What the API server answers to a manifest that cannot be decoded: 400 BadRequest with the one text that its problems share. */
export function decodeError(problems: readonly DecodeProblem[]): ApiError {
  const text = problems.find((problem) => problem.api !== undefined)?.api ?? problems.map((problem) => problem.message).join('; ')
  return problems[0]?.code === 'too-big' ? { code: 413, reason: 'BadRequest', message: text } : badRequest(text)
}
