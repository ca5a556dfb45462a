import { structOf, structOfKind } from '../schema/read.js'
import type { StructRef } from '../schema/read.js'
import type { PodSpec } from '../types.js'
import { applyDefaults } from './apply.js'
import type { Fields } from './fill.js'

/** Defaults of a pod template's spec: what all kinds with a pod template share; pods themselves get more (`defaultsFor('v1', 'Pod')`). */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  const pod = structOfKind('v1', 'Pod')
  const shape = pod?.fields.get('spec')?.shape
  return applyDefaults(structOf(shape as StructRef), spec as unknown as Fields) as unknown as PodSpec
}
