import type { KindDefinition } from '../kinds/define.js'
import type { KubeObject } from '../types.js'
import type { Path } from './fault.js'

export type DecodeCode =
  | 'not-an-object' | 'no-kind' | 'unknown-kind' | 'removed-kind' | 'unknown-field' | 'wrong-type' | 'bad-value' | 'too-deep' | 'too-big'

/** One thing wrong with a manifest. */
export interface DecodeProblem {
  readonly code: DecodeCode
  /** JSON pointer into the input; '' is the whole document. */
  readonly pointer: string
  /** Whether the key at the pointer is meant, not its value. */
  readonly isKey?: boolean
  readonly severity: 'error' | 'warning'
  /** What was wanted and what was given, with the field's path in backticks. */
  readonly message: string
  /** What to write instead, e.g. `did you mean "replicas"?` */
  readonly fix?: string
  /** What the API server (or kubectl before it) answers to the whole manifest, without kubectl's prefix; the same for all problems of a manifest. */
  readonly api?: string
}

/** An object, or the errors for which there is none. `kind` is there as soon as apiVersion and kind are known. */
export type DecodeResult =
  | { readonly ok: true; readonly kind: KindDefinition; readonly object: KubeObject; readonly problems: readonly DecodeProblem[]; readonly empties?: readonly Path[] }
  | { readonly ok: false; readonly kind?: KindDefinition | undefined; readonly object?: undefined; readonly problems: readonly DecodeProblem[] }

/** `['spec', 'containers', 0]` -> `/spec/containers/0` */
export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** `['spec', 'containers', 0]` -> `spec.containers[0]`, as the API server prints it. */
export const fieldOf = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '')
