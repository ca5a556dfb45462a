import type { StatefulSet } from '../../api/types.js'

export const component = 'statefulset-controller'

export const podName = (set: StatefulSet, ordinal: number): string => `${set.metadata.name}-${ordinal}`

/** The claim of one template of claims for one ordinal. */
export const claimNameOf = (set: StatefulSet, template: string, ordinal: number): string => `${template}-${set.metadata.name}-${ordinal}`
