import { notFound } from '../errors.js'
import type { ApiError } from '../errors.js'
import type { KubeObject, Namespace } from '../types.js'
import { refusalError, refuse } from './define.js'
import type { AdmissionLookup } from './define.js'

/** Namespaces must be there and not on their way out: apiserver `admission/plugin/namespace/lifecycle` 1.36. */
export function checkNamespace(resource: string, object: KubeObject, lookup: AdmissionLookup): ApiError | undefined {
  const { namespace } = object.metadata
  if (!namespace) return undefined
  const found = lookup.get('Namespace', namespace) as Namespace | undefined
  if (!found) return notFound('namespaces', namespace)
  if (found.status?.phase !== 'Terminating') return undefined
  const error = refusalError(resource, object, refuse(`unable to create new content in namespace ${namespace} because it is being terminated`))
  const cause = {
    type: 'Forbidden',
    field: 'metadata.namespace',
    pointer: '/metadata/namespace',
    message: `namespace ${namespace} is being terminated`,
  } as const
  return { ...error, causes: [cause] }
}
