import type { KubeObject, ObjectMeta } from '../api/types.js'

/** An object as a client sends it: without what the API server fills in. */
export type Draft<T extends KubeObject = KubeObject> = Omit<T, 'metadata' | 'status'> & {
  readonly metadata: Partial<ObjectMeta>
  readonly status?: T extends { readonly status?: infer Status } ? Status : unknown
}
