import type { LabelSelector, PodSpec, PodTemplateSpec, StringMap, Toleration } from '../api/types.js'
import { containersText } from './container-text.js'
import { volumesText } from './volume-text.js'

/** A pod template as `kubectl describe` and `kubectl rollout history --revision` show it (kubectl describe.DescribePodTemplate, 1.36). */
export function templateText({ metadata = {}, spec }: PodTemplateSpec): string {
  const { labels, annotations } = metadata
  return [
    'Pod Template:',
    `  Labels:\t${pairs(labels, '=', '\n\t')}`,
    ...(annotations === undefined || Object.keys(annotations).length === 0 ? [] : [`  Annotations:\t${pairs(annotations, ': ', '\n\t')}`]),
    ...(spec.serviceAccountName ? [`  Service Account:\t${spec.serviceAccountName}`] : []),
    ...(spec.initContainers?.length ? ['  Init Containers:', ...containersText(spec.initContainers)] : []),
    '  Containers:', ...containersText(spec.containers),
    ...volumesText(spec.volumes ?? []),
    ...placementText(spec),
    '',
  ].join('\n')
}

function placementText(spec: PodSpec): readonly string[] {
  const spread = (spec.topologySpreadConstraints ?? []).map((constraint) =>
    `${constraint.topologyKey}:${constraint.whenUnsatisfiable} when max skew ${constraint.maxSkew} is exceeded${constraint.labelSelector === undefined ? '' : ` for selector ${selectorText(constraint.labelSelector)}`}`).sort()
  return [
    ...(spread.length === 0 ? [] : [`  Topology Spread Constraints:\t${spread.join('\n\t')}`]),
    ...(spec.priorityClassName ? [`  Priority Class Name:\t${spec.priorityClassName}`] : []),
    `  Node-Selectors:\t${pairs(spec.nodeSelector, '=', '\n\t')}`,
    `  Tolerations:\t${(spec.tolerations ?? []).map(tolerationText).join('\n\t') || '<none>'}`,
  ]
}

function pairs(map: StringMap | undefined, separator: string, between: string): string {
  const names = Object.keys(map ?? {}).sort()
  return names.length === 0 ? '<none>' : names.map((name) => `${name}${separator}${map?.[name]}`).join(between)
}

/** `key=value:Effect op=Exists for 30s`. */
function tolerationText({ key = '', value = '', effect = '', operator = '', tolerationSeconds }: Toleration): string {
  const what = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
  const isPlain = operator !== 'Exists' || (value === '' && key === '' && effect === '')
  return `${what}${operator === 'Exists' ? `${isPlain ? '' : ' '}op=Exists` : ''}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`
}

const operators: Readonly<Record<string, string>> = { In: 'in', NotIn: 'notin' }

function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels).map((name) => [name, `${name}=${matchLabels[name]}`] as const)
  const others = matchExpressions.map(({ key, operator, values = [] }) =>
    [key, operator === 'Exists' ? key : operator === 'DoesNotExist' ? `!${key}` : `${key} ${operators[operator] ?? operator} (${[...values].sort().join(',')})`] as const)
  return [...labels, ...others].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text).join(',')
}
