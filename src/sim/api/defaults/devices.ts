import { fill, replace } from './fill.js'
import type { Draft, Fields } from './fill.js'

/** One device, unless another number or all are asked for (resource/v1 SetDefaults_ExactDeviceRequest, 1.36). */
export function deviceRequestDefaults(request: Fields, draft?: Draft): Fields {
  const filled = fill(request, { allocationMode: 'ExactCount' }, draft)
  return filled['allocationMode'] === 'ExactCount' && !filled['count'] ? replace(filled, 'count', 1, draft) : filled
}
