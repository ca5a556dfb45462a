import { admit, review, type AdmissionLookup } from '../api/admission/registry.js'
import { ok, type Result } from '../api/errors.js'
import type { KindId, KubeObject } from '../api/types.js'
import { virtualTime } from '../clock.js'
import type { ActorContext } from '../state.js'
import { nameOfKey, namespaceOfKey } from '../store/keys.js'

/** Mutating admission of a new object, in the API server's order. */
export const admitOnCreate = (context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> =>
  isSpared(kind) ? ok(object) : admit(object, lookupOf(context))

/** Validating admission, after validation. */
export const reviewOnCreate = (context: ActorContext, kind: KindId, object: KubeObject): Result<KubeObject> =>
  isSpared(kind) ? ok(object) : review(object, lookupOf(context))

/** Events come by the thousand, and nothing is asked of them. */
const isSpared = (kind: KindId): boolean => kind === 'Event'

const lookups = new WeakMap<ActorContext['store'], AdmissionLookup>()

function lookupOf({ store, cluster }: ActorContext): AdmissionLookup {
  const known = lookups.get(store)
  if (known !== undefined) return known
  const lookup: AdmissionLookup = {
    get: (kind, key) => store.get(kind, key) ?? (kind === 'ServiceAccount' ? awaitedAccount({ store, cluster }, key) : undefined),
    list: (kind, namespace) => (namespace === undefined ? [...store.list(kind)] : store.inNamespace(kind, namespace)),
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
