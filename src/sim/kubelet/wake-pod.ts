import { isStaticPod } from './critical.js'
import { wakeScripts } from './exec-wake.js'
import { requestSync } from './operation.js'
import { wakeProbeWorker } from './probe-run.js'
import type { Scope } from './state.js'
import { seeMirror } from './static-pods.js'
import { writeStatus } from './status-writer.js'
import { attemptMount } from './volumes.js'
import { lookAtPod, pump, resumeOperation } from './worker-loop.js'
import { Wake } from './wakes.js'

/** What a pod's wake-up does, by its letter; `probe` is the index of a probe. */
export function wakePod(scope: Scope, letter: string, probe = 0): void {
  if (letter === Wake.Operation) resumeOperation(scope)
  else if (letter === Wake.Relist || letter === Wake.RelistNow) lookAtPod(scope)
  else if (letter === Wake.Probe) wakeProbeWorker(scope, probe)
  else if (letter === Wake.Mount) attemptMount(scope)
  else if (letter === Wake.Process || letter === Wake.Shared || letter === Wake.Contents) wakeScripts(scope, letter)
  else if (letter === Wake.StatusSync) passStatus(scope)
  else {
    scope.worker.settled = undefined
    requestSync(scope.worker)
  }
  pump(scope)
}

/** The full pass of statuses comes to the pod. */
function passStatus(scope: Scope): void {
  if (isStaticPod(scope.worker.pod)) seeMirror(scope)
  writeStatus(scope)
}
