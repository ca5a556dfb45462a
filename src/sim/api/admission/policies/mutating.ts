/** MutatingAdmissionPolicy: apiserver 1.36 `admission/plugin/policy/mutating`. */
import { isFault, type CelValue } from '../../cel/values.js'
import { toJson } from '../../cel/from-json.js'
import { newWalk } from '../../decode/fault.js'
import { walkStruct } from '../../decode/walk.js'
import { fail, ok, type ApiError, type Result } from '../../errors.js'
import { kindOf } from '../../kinds/registry.js'
import { customKind } from '../../kinds/custom.js'
import { applyJsonPatch, isJsonPatch } from '../../patch/json-patch.js'
import { applyConfiguration } from './apply-configuration.js'
import { structOfKind } from '../../schema/read.js'
import type { Json, JsonObject, KubeObject } from '../../types.js'
import type { AdmissionLookup } from '../define.js'
import type { AdmissionRequest } from '../policy-plugin.js'
import { withVariables, type CompiledMutation, type CompiledPolicy } from './compiled.js'
import { requestValues } from './environment.js'
import { conditionsHold, denial, expressionError, paramsFor, policiesFor, type Activation } from './evaluate.js'
import { policyKinds } from './types.js'

type Changed = { readonly ok: true; readonly object: KubeObject } | { readonly ok: false; readonly why: string; readonly error?: ApiError }

/** The object after all mutations; where anything changed, the policies that want it are asked once more. */
export function mutate(request: AdmissionRequest, lookup: AdmissionLookup): Result<KubeObject> {
  const first = pass(request, lookup, () => true)
  if (!first.ok || first.value === request.object) return first
  return pass({ ...request, object: first.value }, lookup, ({ policy }) => policy.spec?.reinvocationPolicy === 'IfNeeded')
}

function pass(request: AdmissionRequest, lookup: AdmissionLookup, isAsked: (compiled: CompiledPolicy) => boolean): Result<KubeObject> {
  let object = request.object as KubeObject
  for (const { compiled, bindings } of policiesFor(request, lookup, policyKinds.mutating, policyKinds.mutatingBinding)) {
    if (!isAsked(compiled)) continue
    const isStrict = compiled.policy.spec?.failurePolicy !== 'Ignore'
    for (const binding of bindings) {
      const who = `policy '${compiled.policy.metadata.name}' with binding '${binding.metadata.name}'`
      const params = paramsFor(compiled.policy, binding, request, lookup)
      if (typeof params === 'string') {
        if (isStrict) return fail(denial(request, `${who} denied request: failed to configure binding: ${params}`))
        continue
      }
      for (const param of params) {
        const changed = mutateOnce(compiled, { ...request, object }, param, lookup)
        if (changed.ok) object = changed.object
        else if (changed.error !== undefined) return fail(changed.error)
        else if (isStrict) return fail(denial(request, `${who} denied request: ${changed.why}`))
      }
    }
  }
  return ok(object)
}

function mutateOnce(compiled: CompiledPolicy, request: AdmissionRequest, params: CelValue, lookup: AdmissionLookup): Changed {
  let object = request.object as KubeObject
  for (const mutation of compiled.mutations) {
    const activation = { ...requestValues({ ...request, object }, lookup), params }
    const holds = conditionsHold(compiled, activation)
    if (typeof holds === 'string') return { ok: false, why: holds }
    if (!holds) return { ok: true, object }
    const changed = applyMutation(mutation, withVariables(compiled, activation), object)
    if (!changed.ok) return changed
    object = changed.object
  }
  return { ok: true, object }
}

function applyMutation({ patchType, expression, program }: CompiledMutation, activation: Activation, object: KubeObject): Changed {
  const value = program.ok ? program.evaluate(activation).value : undefined
  if (value === undefined || isFault(value)) return { ok: false, why: expressionError(expression, value) }
  const kind = kindOf(object.apiVersion, object.kind) ?? customKind(object.apiVersion, object.kind)
  const patch = toJson(value) as Json
  if (patchType !== 'JSONPatch' && isScale(object)) return { ok: false, why: noScaleType }
  if (patchType !== 'JSONPatch') return { ok: true, object: kind.defaults(applyConfiguration(kind, object as unknown as JsonObject, patch as JsonObject) as unknown as KubeObject) }
  const patched = isJsonPatch(patch) ? applyJsonPatch(object as unknown as Json, patch) : { ok: false as const, error: 'not a list of operations' }
  // a test that fails means that the patch is not for this object
  if (!patched.ok && patched.error.startsWith('testing value')) return { ok: true, object }
  if (!patched.ok) return { ok: false, why: `JSON Patch: ${patchProblem(patched.error, patch)}` }
  const unknown = unknownFields(object, patched.value as unknown as JsonObject)
  return unknown === undefined ? { ok: true, object: kind.defaults(patched.value as unknown as KubeObject) } : { ok: false, why: unknown.message, error: unknown }
}

/** The server knows no types of the parts of objects, by which it would merge them. */
const isScale = ({ apiVersion, kind }: KubeObject): boolean => apiVersion === 'autoscaling/v1' && kind === 'Scale'
const noScaleType = 'error applying patch: failed to convert patch object to typed object: no corresponding type for autoscaling/v1, Kind=Scale'

const dotted = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '')

/** What comes of a patch is decoded strictly. */
function unknownFields({ apiVersion, kind }: KubeObject, value: JsonObject): ApiError | undefined {
  const struct = structOfKind(apiVersion, kind)
  const walk = newWalk()
  if (struct !== undefined) walkStruct(value, struct, 0, walk)
  const texts = walk.faults.filter(({ code }) => code === 'unknown-field').map(({ path }) => `unknown field ${JSON.stringify(dotted(path))}`)
  return texts.length === 0 ? undefined : { code: 500, reason: 'InternalError', message: `Internal error occurred: strict decoding error: ${texts.join(', ')}` }
}

/** The words of evanphx/json-patch 5, which policies use. */
function patchProblem(problem: string, patch: Json): string {
  const [, operation = '', path = ''] = /^(\w+) operation does not apply: doc is missing path: "([^"]*)"/.exec(problem) ?? []
  if (operation === '' || !Array.isArray(patch)) return problem
  return operation === 'remove' ? `error in remove for path: '${path}': Unable to remove nonexistent key: ${path.slice(path.lastIndexOf('/') + 1)}: missing value` : problem
}
