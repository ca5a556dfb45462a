import { Kind } from '../../sim/api/kinds/ids.js'
import type { KubeObject, Namespace, PodDisruptionBudget } from '../../sim/api/types.js'
import { numberCheck, textCheck } from '../checks.js'
import { conditionCheck } from '../condition-check.js'
import type { AssertionDefinition } from '../define.js'
import { defineObjects, recordAt } from '../objects.js'
import { conditionsOf } from './rollout.js'
import { statusText } from './workload.js'

export const pdb: AssertionDefinition = defineObjects<PodDisruptionBudget>({
  name: 'pdb', kind: { id: Kind.PodDisruptionBudget, namespaced: true }, short: 'name',
  checks: {
    disruptionsAllowed: numberCheck(({ status }) => status.disruptionsAllowed),
    currentHealthy: numberCheck(({ status }) => status.currentHealthy),
    desiredHealthy: numberCheck(({ status }) => status.desiredHealthy),
    expectedPods: numberCheck(({ status }) => status.expectedPods),
    condition: conditionCheck(({ status }) => status.conditions),
  },
})

export const pvc: AssertionDefinition = defineObjects<KubeObject>({
  name: 'pvc', kind: { id: Kind.PersistentVolumeClaim, namespaced: true }, short: 'name',
  checks: {
    phase: textCheck((claim) => statusText(claim, 'phase')),
    volume: textCheck((claim) => {
      const name = recordAt(claim, 'spec')['volumeName']
      return typeof name === 'string' ? name : undefined
    }),
    condition: conditionCheck(conditionsOf),
  },
})

export const namespace: AssertionDefinition = defineObjects<Namespace>({
  name: 'namespace', kind: { id: Kind.Namespace, namespaced: false }, short: 'name',
  checks: { phase: textCheck(({ status }) => status?.phase), condition: conditionCheck(({ status }) => status?.conditions) },
})
