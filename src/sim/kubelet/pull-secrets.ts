import { knownConfig } from './last-heard.js'
import { podEvent } from './pod-events.js'
import type { Scope } from './state.js'

/** Tells with each sync which image pull secrets are not there; images are pulled without them (getPullSecretsForPod, kubelet_pods.go 1.36). */
export function tellPullSecrets(scope: Scope): void {
  const { pod } = scope.worker
  const secrets = pod.spec.imagePullSecrets
  if (secrets === undefined || secrets.length === 0) return
  const missing = secrets.flatMap(({ name = '' }) => (name === '' || knownConfig(scope, 'Secret', name) !== undefined ? [] : [name]))
  if (missing.length === 0) return
  podEvent(scope, 'Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`)
}
