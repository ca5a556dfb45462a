import { scenarioContext } from '../../sim/cluster.js'
import { createRequest } from '../../sim/requests/create.js'
import { kubectlText } from '../../sim/requests/request.js'
import { freshCluster } from './fresh-cluster.js'
import type { ClusterOptions, ControlPlane } from '../../sim/state.js'
import { diagnose, type Diagnostic } from '../diagnostics.js'
import type { ManifestObject } from '../load/manifest-objects.js'

export interface AdmissionQuestion {
  readonly controlPlane: ControlPlane
  readonly cluster: ClusterOptions
  readonly namespace: string
}

/**
 * What a server says first to objects that are not valid: it admits before it validates, so an account or a class that is not there is
 * its answer, whatever else is wrong.
 */
export function admissionAnswers(manifests: readonly ManifestObject[], { controlPlane, cluster: options, namespace }: AdmissionQuestion): readonly Diagnostic[] {
  if (manifests.length === 0) return []
  const context = scenarioContext(freshCluster(controlPlane, options), 1)
  return manifests.flatMap(({ object, document, pointer }) => {
    const result = createRequest(context, object, namespace, { isDryRun: true })
    if (result.ok || result.error.reason !== 'Forbidden') return []
    return [diagnose('error', document.place(pointer), result.error.message, { api: kubectlText(result.error).replace(/^Error from server \(\w+\): /, '') })]
  })
}
