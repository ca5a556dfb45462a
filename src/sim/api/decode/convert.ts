/** Manifests whose stored form differs from the written one. */
import type { KubeObject } from '../types.js'
import { encodeBase64Text } from './base64.js'

type Fields = Readonly<Record<string, unknown>>

/** `stringData` is folded into `data`, winning over it (`Convert_v1_Secret_To_core_Secret` 1.36). */
function foldStringData(secret: Fields): Fields {
  const { stringData, ...rest } = secret
  if (stringData === undefined) return secret
  const encoded = Object.entries(stringData as Readonly<Record<string, string>>).map(([key, text]) => [key, encodeBase64Text(text)])
  return { ...rest, data: { ...(rest['data'] as Fields | undefined), ...Object.fromEntries(encoded) } }
}

/** A metric of the one resource that autoscaling/v1 knows. */
const cpuMetric = (values: Fields): readonly Fields[] => [{ type: 'Resource', resource: { name: 'cpu', ...values } }]

/** autoscaling/v1 keeps its one metric in `targetCPUUtilizationPercentage` (`pkg/apis/autoscaling/v1/conversion.go` 1.36). */
function autoscalerFromV1(autoscaler: Fields): Fields {
  const { targetCPUUtilizationPercentage: percentage, ...spec } = autoscaler['spec'] as Fields
  const { currentCPUUtilizationPercentage: used, currentReplicas: replicas, ...rest } = (autoscaler['status'] ?? {}) as Fields
  // which autoscaling/v2 leaves out where there are none
  const status = replicas === undefined || replicas === 0 ? rest : { currentReplicas: replicas, ...rest }
  const metrics = percentage === undefined ? {} : { metrics: cpuMetric({ target: { type: 'Utilization', averageUtilization: percentage } }) }
  const current = used === undefined ? {} : { currentMetrics: cpuMetric({ current: { averageUtilization: used } }) }
  return { ...autoscaler, apiVersion: 'autoscaling/v2', spec: { ...spec, ...metrics }, status: { ...status, ...current } }
}

const conversions: Readonly<Record<string, (fields: Fields) => Fields>> = {
  'v1 Secret': foldStringData,
  'autoscaling/v1 HorizontalPodAutoscaler': autoscalerFromV1,
}

/** The object as its kind is stored. */
export function convert(apiVersion: string, kind: string, fields: Fields): KubeObject {
  const change = conversions[`${apiVersion} ${kind}`]
  return (change ? change(fields) : fields) as unknown as KubeObject
}
