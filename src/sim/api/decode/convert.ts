/** Manifests whose stored form differs from the written one. */
import { autoscalerInV2 } from '../autoscaler-versions.js'
import type { JsonObject, KubeObject } from '../types.js'
import { encodeBase64Text } from './base64.js'

type Fields = Readonly<Record<string, unknown>>

/** `stringData` is folded into `data`, winning over it (`Convert_v1_Secret_To_core_Secret` 1.36). */
function foldStringData(secret: Fields): Fields {
  const { stringData, ...rest } = secret
  if (stringData === undefined) return secret
  const encoded = Object.entries(stringData as Readonly<Record<string, string>>).map(([key, text]) => [key, encodeBase64Text(text)])
  return { ...rest, data: { ...(rest['data'] as Fields | undefined), ...Object.fromEntries(encoded) } }
}

/** A list that is not there is not read either. */
function autoscalerFromV1(fields: Fields): Fields {
  const autoscaler = autoscalerInV2(fields as JsonObject)
  const { currentMetrics, ...status } = autoscaler['status'] as JsonObject
  return currentMetrics === null ? { ...autoscaler, status } : autoscaler
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
