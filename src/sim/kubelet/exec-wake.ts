import { renewContents } from './contents-renewal.js'
import { advanceProcesses } from './exec-process.js'
import { probesImages } from './exec-request.js'
import { refreshProbes } from './probe-run.js'
import type { Scope } from './state.js'
import { Wake } from './wakes.js'

/**
 * What the scripts of a pod waited for has come; probes that files decide are looked at again when any changed,
 * those that ask a server whenever something went on in the pod.
 */
export function wakeScripts(scope: Scope, letter: string): void {
  const isTold = letter === Wake.Shared
  const hasChanged = letter === Wake.Contents ? renewContents(scope) : advanceProcesses(scope, isTold ? [...scope.state.disks.keys()] : []).length > 0
  if (hasChanged || isTold || probesImages(scope)) refreshProbes(scope)
}
