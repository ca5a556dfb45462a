import { defaultsFor } from '../defaults/apply.js'
import type { PodDisruptionBudget } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

export const podDisruptionBudget: KindDefinition = defineKind({
  group: 'policy', version: 'v1', kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', shortNames: ['pdb'], namespaced: true, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('policy/v1', 'PodDisruptionBudget'),
  columns: [
    nameColumn,
    { name: 'MIN AVAILABLE', cell: ({ spec }: PodDisruptionBudget) => String(spec.minAvailable ?? 'N/A') },
    { name: 'MAX UNAVAILABLE', cell: ({ spec }: PodDisruptionBudget) => String(spec.maxUnavailable ?? 'N/A') },
    { name: 'ALLOWED DISRUPTIONS', cell: ({ status }: PodDisruptionBudget) => String(status?.disruptionsAllowed ?? 0) },
    ageColumn,
  ],
})
