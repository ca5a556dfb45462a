import { defaultsFor } from '../defaults/apply.js'
import type { HorizontalPodAutoscaler, MetricSpec, MetricTarget } from '../types.js'
import { ageColumn, nameColumn } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

interface Current { readonly averageUtilization?: number; readonly averageValue?: string; readonly value?: string }
type MetricStatus = Readonly<Partial<Record<Source, { readonly current?: Current }>>>
type Source = 'resource' | 'containerResource' | 'pods' | 'object' | 'external'

const sources: Readonly<Record<string, Source>> = {
  Resource: 'resource', ContainerResource: 'containerResource', Pods: 'pods', Object: 'object', External: 'external',
}
const percent = (value: number | undefined): string | undefined => (value === undefined ? undefined : `${value}%`)

/** `cpu: 40%/80%`: the current value, then the target. */
function targetText(source: Source, name: string, target: MetricTarget, current: Current | undefined): string {
  const prefix = source === 'resource' || source === 'containerResource' ? `${name}: ` : ''
  if (target.averageValue !== undefined) {
    const suffix = source === 'object' || source === 'external' ? ' (avg)' : ''
    return `${prefix}${current?.averageValue ?? '<unknown>'}/${target.averageValue}${suffix}`
  }
  if (prefix === '') return `${current?.value ?? '<unknown>'}/${target.value ?? '0'}`
  return `${prefix}${percent(current?.averageUtilization) ?? '<unknown>'}/${percent(target.averageUtilization) ?? '<auto>'}`
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  const source = sources[spec.type]
  const metric = source && spec[source]
  if (!source || !metric) return '<unknown type>'
  return targetText(source, 'name' in metric ? metric.name : '', metric.target, status?.[source]?.current)
}

/** At most two metrics, then how many are left away. */
function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const texts = (spec.metrics ?? []).map((metric, index) => metricText(metric, status?.currentMetrics?.[index] as MetricStatus | undefined))
  if (texts.length === 0) return '<none>'
  const shown = texts.slice(0, 2).join(', ')
  return texts.length > 2 ? `${shown} + ${texts.length - 2} more...` : shown
}

/** autoscaling/v2; manifests of autoscaling/v1 are converted when they are decoded. */
export const horizontalPodAutoscaler: KindDefinition = defineKind({
  group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler', plural: 'horizontalpodautoscalers', shortNames: ['hpa'], namespaced: true,
  simulated: true,
  subresources: ['status'],
  defaults: defaultsFor('autoscaling/v2', 'HorizontalPodAutoscaler'),
  columns: [
    nameColumn,
    { name: 'REFERENCE', cell: ({ spec }: HorizontalPodAutoscaler) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}` },
    { name: 'TARGETS', cell: targets },
    { name: 'MINPODS', cell: ({ spec }: HorizontalPodAutoscaler) => String(spec.minReplicas ?? '<unset>') },
    { name: 'MAXPODS', cell: ({ spec }: HorizontalPodAutoscaler) => String(spec.maxReplicas) },
    { name: 'REPLICAS', cell: ({ status }: HorizontalPodAutoscaler) => String(status?.currentReplicas ?? 0) },
    ageColumn,
  ],
})
