import { badRequest, conflict, fail, notFound, ok, type ApiError, type Result } from '../api/errors.js'
import type { Condition, KubeObject, Pod, PodStatus } from '../api/types.js'
import { refuseBinding } from '../apiserver/actor-review.js'
import { writeObject } from '../apiserver/write.js'
import { timestamp } from '../clock.js'
import { keyOf } from '../store/keys.js'
import type { Context, RequestOptions, RequestResult } from './request.js'
import { dryRunWords } from './request.js'

type Binding = KubeObject & { readonly target?: { readonly kind?: string; readonly name?: string } }

/** Whether a decoded object is no object to be stored, but binds a pod. */
export const isBinding = ({ apiVersion, kind }: KubeObject): boolean => kind === 'Binding' && apiVersion === 'v1'

/** What the server says to anything but the posting of a Binding. */
export const noSuchResource: ApiError = { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' }

/**
 * A Binding that is posted: the pod is bound to the node, which need not be there, and the answer is a status
 * (registry/core/pod BindingREST.Create, setPodNodeAndMetadata, 1.36).
 */
export function bindRequest(context: Context, binding: KubeObject, options: RequestOptions): RequestResult {
  if (!binding.metadata.name) return fail(badRequest('Name parameter required.'))
  const target = (binding as Binding).target ?? {}
  const wrong = wrongTarget(target)
  if (wrong !== undefined) return fail({ code: 500, reason: 'Unknown', message: wrong })
  const pod = assignable(context, binding)
  if (!pod.ok) return pod
  const refused = refuseBinding(context, pod.value, target.name!)
  if (refused !== undefined) return fail(refused)
  const object = writeObject(context, bound(context, pod.value, binding, target.name!))
  return ok({ object, said: `status/<unknown> created${dryRunWords(options)}` })
}

/** The server puts the errors into one sentence. */
function wrongTarget({ kind = '', name = '' }: NonNullable<Binding['target']>): string | undefined {
  const wrong = [
    ...(kind === '' || kind === 'Node' ? [] : [`target.kind: Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`]),
    ...(name === '' ? ['target.name: Required value'] : []),
  ]
  return wrong.length > 1 ? `[${wrong.join(', ')}]` : wrong[0]
}

function assignable({ store }: Context, { metadata }: KubeObject): Result<Pod> {
  const pod = store.get<Pod>('Pod', keyOf(metadata))
  if (pod === undefined) return fail(notFound('pods', metadata.name))
  const { name, deletionTimestamp } = pod.metadata
  const { nodeName, schedulingGates } = pod.spec
  if (deletionTimestamp !== undefined) return refuse(name, `pod ${name} is being deleted, cannot be assigned to a host`)
  if (nodeName) return refuse(name, `pod ${name} is already assigned to node ${JSON.stringify(nodeName)}`)
  return schedulingGates !== undefined && schedulingGates.length > 0 ? refuse(name, `pod ${name} has non-empty .spec.schedulingGates`) : ok(pod)
}

const refuse = (name: string, why: string): Result<never> => fail(conflict('pods/binding', name, why))

function bound(context: Context, pod: Pod, { metadata: { labels, annotations } }: KubeObject, nodeName: string): Pod {
  const { metadata } = pod
  return {
    ...pod,
    metadata: { ...metadata, ...(labels && { labels: { ...metadata.labels, ...labels } }), ...(annotations && { annotations: { ...metadata.annotations, ...annotations } }) },
    spec: { ...pod.spec, nodeName }, status: scheduled(context, pod.status),
  }
}

function scheduled({ cluster }: Context, { nominatedNodeName: _, ...status }: PodStatus): PodStatus {
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  const condition: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(cluster.clock, cluster.now) }
  return { ...status, conditions: [...others, condition] }
}
