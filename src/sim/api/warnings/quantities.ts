import { cpuMillis } from '../quantity.js'
import { child, fieldText, key } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { fields } from '../validation/values.js'
import type { Fields } from '../validation/values.js'

export const isFraction = (value: unknown): boolean => typeof value === 'string' && cpuMillis(value) % 1000 !== 0

/** Bytes are whole: 1.36 takes fractions of them, and says so. */
export function fractionWarnings(path: FieldPath, list: unknown, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const value = fields(list)[name]
    if (!isFraction(value)) return []
    return [`${fieldText(key(path, name))}: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`]
  })
}

/** The sizes of a claim (persistentvolumeclaim `GetWarningsForPersistentVolumeClaimSpec` 1.36). */
export function claimSpecWarnings(path: FieldPath, spec: Fields): readonly string[] {
  const resources = fields(spec['resources'])
  return ['requests', 'limits'].flatMap((name) => fractionWarnings(child(child(path, 'resources'), name), resources[name], ['storage']))
}
