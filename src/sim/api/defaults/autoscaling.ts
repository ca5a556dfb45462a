import { fill, replace } from './fill.js'
import type { Fields } from './fill.js'

const cpuAt80: readonly Fields[] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }]
const scaleUp: Fields = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }],
}
const scaleDown: Fields = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] }

/** As soon as `behavior` is there, both directions are complete. */
function behaviorDefaults(behavior: Fields): Fields {
  const up = fill((behavior['scaleUp'] ?? {}) as Fields, scaleUp)
  return replace(replace(behavior, 'scaleUp', up), 'scaleDown', fill((behavior['scaleDown'] ?? {}) as Fields, scaleDown))
}

function specDefaults(spec: Fields): Fields {
  const filled = fill(spec, { minReplicas: 1, metrics: cpuAt80 })
  return (filled['metrics'] as readonly unknown[]).length === 0 ? { ...filled, metrics: cpuAt80 } : filled
}

export const autoscalingDefaults: Readonly<Record<string, (fields: Fields) => Fields>> = {
  'autoscaling/v2.HorizontalPodAutoscalerSpec': specDefaults,
  'autoscaling/v2.HorizontalPodAutoscalerBehavior': behaviorDefaults,
}
