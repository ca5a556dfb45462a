import type { Fields } from './fill.js'

function hasAny(fields: Fields, names: readonly string[]): boolean {
  for (const name of names) if (fields[name] !== undefined) return true
  return false
}

/**
 * Fields whose feature gates are off in 1.36 are dropped before validation (`dropDisabledFields` of the kinds' strategies), as are
 * those that only older versions knew.
 */
export const dropping = (...names: readonly string[]): ((fields: Fields) => Fields) => (fields) => {
  if (!hasAny(fields, names)) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

export const disabledFields: Readonly<Record<string, (fields: Fields) => Fields>> = {
  'core/v1.VolumeProjection': dropping('clusterTrustBundle', 'podCertificate'),
  'apps/v1.RollingUpdateStatefulSetStrategy': dropping('maxUnavailable'),
  'coordination/v1.LeaseSpec': dropping('strategy', 'preferredHolder'),
  'discovery/v1.Endpoint': dropping('deprecatedTopology'),
}

/** A lifecycle of nothing but a stop signal goes as a whole. */
export function dropStopSignal(container: Fields): Fields {
  const lifecycle = container['lifecycle'] as Fields | undefined
  if (lifecycle?.['stopSignal'] === undefined) return container
  const { stopSignal: _, ...rest } = lifecycle
  const { lifecycle: __, ...others } = container
  return Object.keys(rest).length === 0 ? others : { ...container, lifecycle: rest }
}

export const dropSchedulingGroup: (fields: Fields) => Fields = dropping('schedulingGroup')

/** Metadata that the server alone sets: what clients send is forgotten (registry/rest `FillObjectMetaSystemFields` 1.36). */
export const dropServerMetadata: (metadata: Fields) => Fields = dropping('deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink')
