import type { Container } from '../api/types.js'
import { imageUser } from '../runtime/images/users.js'
import { podText } from './repeated-texts.js'
import type { Scope } from './state.js'

/**
 * Why a container that must not run as root cannot be made (verifyRunAsNonRoot, kuberuntime security_context.go 1.36): what the manifest
 * says decides, then the user of the image. Of a custom image that is not known, and taken not to be root.
 */
export function nonRootError(scope: Scope, container: Container): string | undefined {
  const { spec } = scope.worker.pod
  const settings = { ...spec.securityContext, ...container.securityContext }
  if (settings['runAsNonRoot'] !== true) return undefined
  const where = `(pod: ${JSON.stringify(podText(scope))}, container: ${container.name})`
  const uid = settings['runAsUser']
  if (uid === 0) return `container's runAsUser breaks non-root policy ${where}`
  const user = uid === undefined ? imageUser(container.image ?? '') : undefined
  if (user === 0) return `container has runAsNonRoot and image will run as root ${where}`
  return typeof user === 'string' ? `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${where}` : undefined
}
