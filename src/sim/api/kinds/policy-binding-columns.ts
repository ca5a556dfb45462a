import type { KubeObject, LabelSelector } from '../types.js'
import type { PrintedColumn } from './define.js'

type Shape = KubeObject & { readonly spec?: { readonly policyName?: string; readonly paramRef?: { readonly name?: string; readonly namespace?: string; readonly selector?: LabelSelector } } }

function paramText({ spec }: Shape): string {
  const { paramRef } = spec ?? {}
  if (paramRef?.name) return `${paramRef.namespace || '*'}/${paramRef.name}`
  return paramRef?.selector === undefined ? '<unset>' : selectorDump(paramRef.selector)
}

/** A selector as Go prints the message (`LabelSelector.String`, generated). */
function selectorDump({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels).sort().map((key) => `${key}: ${matchLabels[key]},`).join('')
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`).join('')
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`
}

/** The columns of the bindings of admission policies between name and age. */
export const policyBindingColumns: readonly PrintedColumn[] = [
  { name: 'POLICYNAME', cell: ({ spec }: Shape) => spec?.policyName ?? '' },
  { name: 'PARAMREF', cell: (binding: Shape) => paramText(binding) },
]
