import type { Json } from '../api/types.js'
import type { Context, RequestResult } from './request.js'
import type { Target } from './target.js'

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply'
export function patchRequest(_context: Context, _target: Target, _type: PatchType, _patch: Json): RequestResult {
  throw new Error('pending')
}
