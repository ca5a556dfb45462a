import { updateObject } from '../apiserver/update.js'
import { fail } from '../api/errors.js'
import type { Node, Taint } from '../api/types.js'
import { answer, asking, clientError, type Context, type RequestResult } from './request.js'
import { findTarget } from './target.js'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

interface TaintChange {
  readonly taint: Taint
  readonly isRemoval: boolean
}

/** `kubectl taint --overwrite`: `gpu=true:NoSchedule`, `gpu:NoSchedule-`, `gpu-`, several with spaces between. */
export function taintRequest(context: Context, node: string, text: string): RequestResult {
  const found = findTarget<Node>(context, { kind: 'Node', namespace: '', name: node })
  if (!found.ok) return found
  const { kind, object } = found.value
  let taints: readonly Taint[] = object.spec.taints ?? []
  let hasRemoval = false
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const change = parseTaint(word)
    if (typeof change === 'string') return fail(clientError(change))
    const matches = (taint: Taint): boolean => taint.key === change.taint.key && (change.taint.effect === '' || taint.effect === change.taint.effect)
    if (change.isRemoval && !taints.some(matches)) return fail(clientError(`taint "${word.slice(0, -1)}" not found`))
    taints = change.isRemoval ? taints.filter((taint) => !matches(taint)) : [change.taint, ...taints.filter((taint) => !matches(taint))]
    hasRemoval ||= change.isRemoval
  }
  const { taints: _, ...spec } = object.spec
  const updated = updateObject(asking(context, { owner: 'kubectl-taint' }), { ...object, spec: taints.length === 0 ? spec : { ...spec, taints } })
  return updated.ok ? answer(kind, updated.value, hasRemoval ? 'untainted' : 'tainted') : updated
}

function parseTaint(word: string): TaintChange | string {
  const isRemoval = word.endsWith('-')
  const [rest = '', effect = '', extra] = (isRemoval ? word.slice(0, -1) : word).split(':')
  const at = rest.indexOf('=')
  const key = at < 0 ? rest : rest.slice(0, at)
  if (key === '' || extra !== undefined) return `invalid taint spec: ${word}`
  if (effect === '' ? !isRemoval : !effects.includes(effect)) return `invalid taint effect: ${effect}, unsupported taint effect`
  const value = at < 0 ? undefined : rest.slice(at + 1)
  return { isRemoval, taint: { key, ...(value === undefined || value === '' ? {} : { value }), effect } }
}
