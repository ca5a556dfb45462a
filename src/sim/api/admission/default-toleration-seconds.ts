import type { Toleration } from '../types.js'
import type { PodDraft, PodPlugin } from './define.js'

/** Five minutes on a node that is not ready or unreachable: plugin `DefaultTolerationSeconds` 1.36. */

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
const defaults: readonly Toleration[] = keys.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))

const covers = (own: Toleration, key: string | undefined): boolean => (!own.key || own.key === key) && (!own.effect || own.effect === 'NoExecute')

function mutate(draft: PodDraft): PodDraft {
  const own = draft.spec.tolerations ?? []
  const missing = defaults.filter(({ key }) => !own.some((toleration) => covers(toleration, key)))
  return missing.length === 0 ? draft : { ...draft, spec: { ...draft.spec, tolerations: [...own, ...missing] } }
}

export const defaultTolerationSeconds: PodPlugin = { name: 'DefaultTolerationSeconds', mutate }
