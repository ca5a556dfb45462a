import type { JsonObject } from '../../sim/api/types.js'

/** Loads the parts of the API server that objects of these kinds need: most scenarios need none, and pay for none. True where anything was loaded. */
export async function loadExtensions(objects: Iterable<JsonObject>): Promise<boolean> {
  let [needsCustom, needsPolicies] = [false, false]
  for (const { kind } of objects) {
    if (kind === 'CustomResourceDefinition') needsCustom = true
    else if (typeof kind === 'string' && /AdmissionPolicy(Binding)?$/.test(kind)) needsPolicies = true
  }
  if (needsCustom) (await import('../../sim/api/custom/register.js')).registerCustomResources()
  if (needsPolicies) (await import('../../sim/api/admission/policies/register.js')).registerPolicies()
  return needsCustom || needsPolicies
}
