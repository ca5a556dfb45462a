import { admit, review, type AdmissionLookup } from '../api/admission/registry.js'
import { defaultTolerationSeconds } from '../api/admission/default-toleration-seconds.js'
import { isRefusal, refuse, reviewError, type Refusal } from '../api/admission/define.js'
import { podSecurity, securityLabelErrors, tightenedWarnings } from '../api/admission/pod-security.js'
import type { AdmissionRequest, PolicyVerdict } from '../api/admission/policy-plugin.js'
import { reviewQuota } from '../api/admission/resource-quota.js'
import { reviewResize } from '../api/admission/claim-resize.js'
import { fail, invalid, ok, withWarnings, type Result } from '../api/errors.js'
import { extensions } from '../api/extensions.js'
import { authorize } from './authorize.js'
import { identityOf } from './identity.js'
import { kindIn } from './kinds.js'
import type { KindId, KubeObject, Pod } from '../api/types.js'
import { virtualTime } from '../clock.js'
import type { ActorContext } from '../state.js'
import { nameOfKey, namespaceOfKey } from '../store/keys.js'

/** Mutating admission of a new object, in the API server's order: the plugins of Kubernetes, then policies. */
export function admitOnCreate(context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> {
  if (isSpared(kind)) return ok(object)
  const admitted = admit(object, lookupOf(context))
  return admitted.ok ? mutated(context, kind, admitted.value, undefined) : admitted
}

/** Validating admission, after validation: the plugins, then policies, then quotas. */
export function reviewOnCreate(context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> {
  if (isSpared(kind)) return ok(object)
  const reviewed = review(object, lookupOf(context))
  return reviewed.ok ? secured(context, kind, object, undefined) : reviewed
}

/** The same for the next version of an object. */
export const admitOnUpdate = (context: ActorContext, kind: KindId, object: KubeObject, old: KubeObject): Result<KubeObject> =>
  mutated(context, kind, kind === 'Pod' ? updatedPod(object as Pod, old as Pod, lookupOf(context)) : object, old)
export const reviewOnUpdate = (context: ActorContext, kind: KindId, object: KubeObject, old: KubeObject): Result<KubeObject> => secured(context, kind, object, old)

/** Namespaces that stay (NamespaceLifecycle). */
const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public'])

/** But for a few namespaces, only policies have a say in what goes. */
export function reviewOnDelete(context: ActorContext, kind: KindId, old: KubeObject): Result<KubeObject> {
  if (kind === 'Namespace' && immortal.has(old.metadata.name)) return fail(reviewError('namespaces', old, refuse('this namespace may not be deleted')))
  const { error, warnings } = policyVerdict(context, kind, undefined, old)
  return withWarnings(error ? fail(error) : ok(old), warnings)
}

/** A part of an object on its own, such as its scale. */
export function reviewPart(context: ActorContext, kind: KindId, subresource: string, part: KubeObject, old: KubeObject | undefined): Result<KubeObject> {
  const { error, warnings } = policyVerdict(context, kind, part, old, subresource)
  return withWarnings(error ? fail(error) : ok(part), warnings)
}

/** A part of an object as mutating policies leave it. */
export const mutatePart = (context: ActorContext, kind: KindId, subresource: string, part: KubeObject, old: KubeObject | undefined): Result<KubeObject> =>
  mutated(context, kind, part, old, subresource)

/** Whether there is any policy at all. */
export const hasPolicies = (store: ActorContext['store']): boolean =>
  (store.count(policyKind.validating) > 0 || store.count(policyKind.mutating) > 0) && extensions().policies !== undefined

/** Policies alone, the mutating and then the others, for a write of a whole object or of a part of it, its status for instance. */
export function reviewByPolicies(context: ActorContext, kind: KindId, object: KubeObject, old: KubeObject, subresource: string): Result<KubeObject> {
  const changed = mutated(context, kind, object, old, subresource)
  if (!changed.ok) return changed
  const { error, warnings } = policyVerdict(context, kind, changed.value, old, subresource)
  return withWarnings(error ? fail(error) : changed, warnings)
}

/** Of the pod plugins, `DefaultTolerationSeconds` and `Priority` look at updates too. */
function updatedPod(pod: Pod, old: Pod, lookup: AdmissionLookup): Pod {
  const { priority, preemptionPolicy } = old.spec
  const spec = {
    ...pod.spec, ...(pod.spec.priority === undefined && priority !== undefined && { priority }),
    ...(pod.spec.preemptionPolicy === undefined && preemptionPolicy !== undefined && { preemptionPolicy }),
  }
  const draft = defaultTolerationSeconds.mutate?.({ spec, annotations: {} }, pod.metadata.namespace ?? '', lookup)
  return { ...pod, spec: draft !== undefined && !isRefusal(draft) ? draft.spec : spec }
}

function mutated(context: ActorContext, kind: KindId, object: KubeObject, old: KubeObject | undefined, subresource = ''): Result<KubeObject> {
  const { policies } = extensions()
  if (!policies || context.store.count(policyKind.mutating) === 0) return ok(object)
  return policies.mutate(requestOf(context, kind, object, old, subresource), lookupOf(context))
}

function secured(context: ActorContext, kind: KindId, object: KubeObject, old: KubeObject | undefined): Result<KubeObject> {
  const lookup = lookupOf(context)
  const { why, warnings } = podSecurity(object, lookup, old)
  const resource = (): string => kindIn(context.store, kind)?.resource ?? kind
  if (why !== undefined) return fail(reviewError(resource(), object, refuse(why)))
  const resized = kind === 'PersistentVolumeClaim' && old !== undefined ? reviewResize(object, old, lookup) : undefined
  if (resized !== undefined) return fail(reviewError(resource(), object, resized))
  const labels = kind === 'Namespace' ? securityLabelErrors(object, old) : []
  if (labels.length > 0) return fail(invalid('Namespace', object.metadata.name, labels))
  const verdict = policyVerdict(context, kind, object, old)
  const said = [...warnings, ...verdict.warnings, ...(kind === 'Namespace' && old ? tightenedWarnings(object, old, lookup) : [])]
  if (verdict.error) return withWarnings(fail(verdict.error), said)
  const over = overQuota(context, object, old, resource)
  return withWarnings(over ? fail(reviewError(resource(), object, over)) : ok(object), said)
}

function overQuota({ store }: ActorContext, object: KubeObject, old: KubeObject | undefined, resource: () => string): Refusal | undefined {
  const { namespace } = object.metadata
  if (namespace === undefined || store.count('ResourceQuota') === 0) return undefined
  return reviewQuota(object, old, resource(), store.inNamespace('ResourceQuota', namespace))
}

const policyKind = { validating: 'ValidatingAdmissionPolicy.admissionregistration.k8s.io', mutating: 'MutatingAdmissionPolicy.admissionregistration.k8s.io' } as const
const noVerdict: PolicyVerdict = { warnings: [] }

function policyVerdict(context: ActorContext, kind: KindId, object: KubeObject | undefined, old: KubeObject | undefined, subresource = ''): PolicyVerdict {
  const { policies } = extensions()
  if (!policies || context.store.count(policyKind.validating) === 0) return noVerdict
  return policies.validate(requestOf(context, kind, object, old, subresource), lookupOf(context))
}

function requestOf(context: ActorContext, id: KindId, object: KubeObject | undefined, old: KubeObject | undefined, subresource: string): AdmissionRequest {
  const kind = kindIn(context.store, id)
  const { metadata } = (old ?? object) as KubeObject
  return {
    operation: object === undefined ? 'DELETE' : old === undefined ? 'CREATE' : 'UPDATE', group: kind?.group ?? '', version: kind?.version ?? 'v1', resource: kind?.plural ?? id,
    kind: kind?.kind ?? id, subresource, name: metadata.name, namespace: metadata.namespace ?? '', object, oldObject: old, isDryRun: context.isDryRun === true, user: identityOf(context),
  }
}

/** Events come by the thousand, and nothing is asked of them. */
const isSpared = (kind: KindId): boolean => kind === 'Event'

const lookups = new WeakMap<ActorContext['store'], AdmissionLookup>()

function lookupOf({ store, cluster }: ActorContext): AdmissionLookup {
  const known = lookups.get(store)
  if (known !== undefined) return known
  const lookup: AdmissionLookup = {
    get: (kind, key) => store.get(kind, key) ?? (kind === 'ServiceAccount' ? awaitedAccount({ store, cluster }, key) : undefined),
    list: (kind, namespace) => (namespace === undefined ? [...store.list(kind)] : store.inNamespace(kind, namespace)),
    authorize: (question) => authorize(store, question),
  }
  lookups.set(store, lookup)
  return lookup
}

/** For so long the server waits for the default account of a new namespace (plugin/pkg/admission/serviceaccount getServiceAccount, 1.36). */
const accountWaitMs = 1_000

function awaitedAccount({ store, cluster }: Pick<ActorContext, 'store' | 'cluster'>, key: string): KubeObject | undefined {
  const namespace = store.get('Namespace', namespaceOfKey(key))
  if (namespace === undefined || nameOfKey(key) !== 'default') return undefined
  const { metadata } = namespace
  if (cluster.now - virtualTime(cluster.clock, metadata.creationTimestamp) > accountWaitMs + 1_000) return undefined
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, name: 'default', namespace: metadata.name } }
}
