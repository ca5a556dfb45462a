import type { PodSpec } from '../types.js'

/**
 * A Job or a StatefulSet stamps one template into many specs, which differ in their host name alone and share all other parts. What holds
 * of the first of them holds of all, as far as the host name does not matter.
 */
const firsts = new WeakMap<PodSpec['containers'], PodSpec[]>()

/** Specs of different parts around the same containers: as it was sent, as it was admitted, with claims of its own. */
const mostKept = 4

/** The first spec seen that is the same but for its host name; the spec itself where there is none. */
export function firstVariant(spec: PodSpec): PodSpec {
  // A pod without containers is refused later, by validation.
  const containers = spec.containers as PodSpec['containers'] | undefined
  if (typeof containers !== 'object') return spec
  let known = firsts.get(containers)
  if (known === undefined) firsts.set(containers, (known = []))
  for (const first of known) if (isVariant(first, spec)) return first
  if (known.length === mostKept) known.shift()
  known.push(spec)
  return spec
}

function isVariant(first: PodSpec, spec: PodSpec): boolean {
  if (first === spec) return true
  const [a, b] = [first as unknown as Fields, spec as unknown as Fields]
  let extra = 0
  for (const name in a) {
    if (a[name] !== b[name] && (name !== 'hostname' || a[name] === undefined || b[name] === undefined)) return false
    extra++
  }
  for (const _ in b) extra--
  return extra === 0
}

type Fields = Readonly<Record<string, unknown>>
