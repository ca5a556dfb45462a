import { taint as taintAction } from '../actions/objects.js'
import type { StepDefinition } from './define.js'
import { defineStep } from './define.js'
import { marking } from './parts.js'

export const taint: StepDefinition = defineStep({
  name: 'taint',
  summary: 'As `kubectl taint --overwrite`.',
  schema: marking(
    '`{ node/worker-0: "gpu=true:NoSchedule" }`, `"gpu:NoSchedule-"` removes; or `{ ref: nodes, select: disk=ssd, set: "gpu=true:NoSchedule" }`',
  ),
  compile: taintAction,
})
