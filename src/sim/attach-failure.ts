import type { Conditions } from './conditions.js'
import { matchesGlob } from './glob.js'

/** Why the volume of a claim cannot be attached to a node, in the driver's words: a `volume-attach-failure` that means it. */
export function attachFailure(conditions: Conditions, namespace: string, claim: string, node: string): string | undefined {
  for (const { fault, params } of conditions) {
    if (fault !== 'volume-attach-failure' || (params['node'] !== undefined && !matchesGlob(params['node'] as string, node))) continue
    if (params['claim'] !== undefined && (params['namespace'] !== namespace || !matchesGlob(params['claim'] as string, claim))) continue
    return (params['message'] as string | undefined) ?? 'rpc error: code = Internal desc = failed to attach the volume'
  }
  return undefined
}
