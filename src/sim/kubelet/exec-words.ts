import type { Millis } from '../api/types.js'
import { hexOf } from './ids.js'

/** What containerd 2 says of a command that runc cannot start in a container; it names each attempt by 64 digits. */
export const notStarted = (instanceId: string, at: Millis, fault: string): string =>
  `failed to exec in container: failed to start exec "${hexOf(`${instanceId}/exec/${at}`)}": OCI runtime exec failed: exec failed: unable to start container process: ${fault}`

/** The same as the kubelet gets it from the runtime's ExecSync. */
export const execSyncError = (instanceId: string, at: Millis, fault: string): string => `rpc error: code = Unknown desc = ${notStarted(instanceId, at, fault)}`
