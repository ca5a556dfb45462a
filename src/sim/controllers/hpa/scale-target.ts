import { kindById } from '../../api/kinds/registry.js'
import type { HorizontalPodAutoscaler, KubeObject, LabelSelector, StringMap } from '../../api/types.js'
import { updateObject } from '../../apiserver/update.js'
import type { ActorContext } from '../../state.js'
import { kindIdOf, objectKey } from '../../store/keys.js'
import { done, failed, type Outcome } from './outcome.js'

type Scalable = KubeObject & {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | StringMap }
  readonly status?: { readonly replicas?: number }
}

/** The scale subresource of an HPA's target. */
export interface Scale {
  readonly object: Scalable
  readonly replicas: number
  readonly statusReplicas: number
  readonly selector: LabelSelector | undefined
}

export const targetOf = (kind: string, key: string): string => `${kind} ${key}`

/** What news of the target are told by, whether it is there or not. */
export const targetOfHpa = ({ metadata, spec: { scaleTargetRef: { apiVersion = '', kind, name } } }: HorizontalPodAutoscaler): string =>
  targetOf(kindIdOf({ apiVersion, kind }), objectKey(metadata.namespace, name))

/** GET …/scale; the words of the error are the API server's, or the REST mapper's. */
export function readScale(context: ActorContext, hpa: HorizontalPodAutoscaler): Outcome<Scale> {
  const { apiVersion = '', kind, name } = hpa.spec.scaleTargetRef
  if (apiVersion.split('/').length > 2) return failed(`unexpected GroupVersion string: ${apiVersion}`)
  const id = kindIdOf({ apiVersion, kind })
  const definition = kindById(id)
  if (definition === undefined) return failed(`no matches for kind "${kind}" in group "${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}"`)
  if (!definition.subresources.includes('scale')) return failed('the server could not find the requested resource')
  const key = objectKey(hpa.metadata.namespace, name)
  const object = context.store.get<Scalable>(id, key)
  if (object === undefined) return failed(`${definition.resource} "${name}" not found`)
  return done({ object, replicas: object.spec.replicas ?? 1, statusReplicas: object.status?.replicas ?? 0, selector: selectorOf(object) })
}

const isLabelSelector = (selector: LabelSelector | StringMap): selector is LabelSelector => typeof selector.matchLabels === 'object' || Array.isArray(selector.matchExpressions)

/** A ReplicationController's selector is a plain map. */
function selectorOf({ kind, spec: { selector } }: Scalable): LabelSelector | undefined {
  if (selector === undefined) return undefined
  if (isLabelSelector(selector)) return selector
  return kind === 'ReplicationController' ? { matchLabels: selector } : (selector as LabelSelector)
}

/** PUT …/scale; the words of the refusal, if any. */
export function writeScale(context: ActorContext, { object }: Scale, replicas: number): string | undefined {
  const result = updateObject(context, { ...object, spec: { ...object.spec, replicas } })
  return result.ok ? undefined : result.error.message
}
