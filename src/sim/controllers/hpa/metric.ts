import { canonicalText, type QuantityFormat } from '../../api/quantity.js'
import type { HorizontalPodAutoscaler, JsonObject, MetricIdentifier } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import type { PodScale } from './replicas.js'

/** What every metric of one sync is computed from. */
export interface MetricScope {
  readonly context: ActorContext
  readonly hpa: HorizontalPodAutoscaler
  readonly scale: Omit<PodScale, 'resource'>
  readonly statusReplicas: number
}

export interface MetricResult {
  readonly replicas: number
  /** As events name the metric. */
  readonly name: string
  readonly status: JsonObject
}

/** `resource.NewMilliQuantity(…).String()`. */
export const quantity = (milli: bigint, format: QuantityFormat = 'DecimalSI'): string => canonicalText({ mantissa: milli, scale: -3, format })

/** A metric's name and selector, as the status repeats them. */
export const identifier = ({ name, selector }: MetricIdentifier): JsonObject => ({ name, ...(selector === undefined ? {} : { selector: selector as unknown as JsonObject }) })
