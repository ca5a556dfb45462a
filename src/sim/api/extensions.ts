/**
 * Parts of the API server that only some clusters need and that cost something to load: custom resources with their schemas and rules,
 * admission policies with their expressions. Whoever sees the need (a definition or a policy among the manifests) registers them.
 */
import type { FieldError } from './errors.js'
import type { KindDefinition } from './kinds/define.js'
import type { PolicyPlugin } from './admission/policy-plugin.js'
import type { KubeObject } from './types.js'

export interface CustomResources {
  /** The kinds that a definition declares, that of the storage version first. */
  readonly kindsOf: (definition: KubeObject) => readonly KindDefinition[]
  readonly defaultDefinition: (definition: KubeObject) => KubeObject
  readonly establishedStatus: (definition: KubeObject) => Readonly<Record<string, unknown>>
  readonly validateDefinition: (definition: KubeObject) => readonly FieldError[]
  readonly validateDefinitionUpdate: (definition: KubeObject, old: KubeObject) => readonly FieldError[]
}

export interface Extensions {
  readonly customResources?: CustomResources
  readonly policies?: PolicyPlugin
}

let registered: Extensions = {}

export function extend(extensions: Extensions): void {
  registered = { ...registered, ...extensions }
}
export const extensions = (): Extensions => registered
