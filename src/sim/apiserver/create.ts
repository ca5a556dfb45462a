import { admitOnCreate, reviewOnCreate } from './admission.js'
import { completeForValidation, prepareForCreate, refusePreparation } from './prepare.js'
import { dropServerMetadata } from '../api/defaults/disabled.js'
import { alreadyExists, fail, invalid, ok, withWarnings, type Result } from '../api/errors.js'
import { earlyWarningsFor } from '../api/warnings/registry.js'
import { kindIn } from './kinds.js'
import type { KindId, KubeObject } from '../api/types.js'
import { timestamp } from '../clock.js'
import { drawSuffix, drawUid } from '../random.js'
import type { ActorContext } from '../state.js'
import { keyOf, kindIdOf, objectKey } from '../store/keys.js'
import type { WriteRequest } from '../store/log.js'
import type { Draft } from './draft.js'
import { validateAdmitted } from './validate-admitted.js'
import { nextRevision, storeObject } from './write.js'

/**
 * Creates an object as the API server does after decoding, defaulting and validation: system fields, admission, the kind's
 * strategy. Actors send objects that are complete; requests/ decodes what users send before it comes here, and says how it is validated.
 */
export function createObject<T extends KubeObject>(context: ActorContext, draft: Draft<T>, validate?: Validate): Result<T> {
  const kind = kindIdOf(draft)
  const admitted = admitOnCreate(context, kind, fillMetadata(context, kind, draft as Draft))
  const early = admitted.ok ? earlyWarningsFor(kind, admitted.value) : []
  const complete = admitted.ok ? completeForValidation(kind, admitted.value) : undefined
  const valid = complete === undefined ? admitted : validate === undefined ? validateAdmitted(context, kind, complete) : validate(complete)
  const reviewed = valid.ok ? reviewOnCreate(context, kind, valid.value) : valid
  if (!reviewed.ok) return withWarnings(reviewed, valid.ok ? [...early, ...(valid.warnings ?? [])] : early)
  const { metadata } = reviewed.value
  const key = keyOf(metadata)
  if (context.store.get(kind, key) !== undefined) return fail(alreadyExists(kindIn(context.store, kind)?.resource ?? kind, metadata.name))
  const causes = refusePreparation(context, kind, reviewed.value)
  if (causes.length > 0) return fail(invalid(kind, metadata.name, causes))
  const object = prepareForCreate(context, kind, reviewed.value as T)
  storeObject(context, kind, key, object, undefined, context.request ?? sentOf(draft as Draft, object))
  return withWarnings(ok(object), allWarnings(admitted, early, valid, reviewed))
}

const none: readonly string[] = []
const warningsOf = (result: Result<unknown>): readonly string[] => (result.ok ? (result.warnings ?? none) : none)

/** In the order in which the server comes to them. */
function allWarnings(admitted: Result<unknown>, early: readonly string[], valid: Result<unknown>, reviewed: Result<unknown>): readonly string[] {
  const [first, third, last] = [warningsOf(admitted), warningsOf(valid), warningsOf(reviewed)]
  return first.length + early.length + third.length + last.length === 0 ? none : [...first, ...early, ...third, ...last]
}

type Sections = { readonly spec?: unknown; readonly metadata: Partial<KubeObject['metadata']> }

/** What an actor sent is kept where admission has added to it: that is nobody's. */
function sentOf(draft: Draft, object: KubeObject): WriteRequest | undefined {
  const [given, made] = [draft as unknown as Sections, object as unknown as Sections]
  return given.spec === made.spec && given.metadata.finalizers === made.metadata.finalizers ? undefined : { sent: draft as unknown as KubeObject }
}

export type Validate = (object: KubeObject) => Result<KubeObject>

/** Attempts to find a free generated name (registry/generic Store.Create, NameGenerationRetries, 1.36). */
const nameAttempts = 8

/** Longest base of a generated name; with its suffix it fits a label (apiserver/pkg/storage/names, 1.36). */
const baseLength = 58

function freeName({ cluster, store }: ActorContext, kind: KindId, namespace: string | undefined, base: string): string {
  const prefix = base.slice(0, baseLength)
  let name = ''
  for (let attempt = 0; attempt < nameAttempts; attempt++) {
    name = `${prefix}${drawSuffix(cluster.random)}`
    if (store.get(kind, objectKey(namespace, name)) === undefined) return name
  }
  return name
}

/** Hardly anyone sends what the server alone sets. */
function withoutServerMetadata(metadata: Draft['metadata']): Draft['metadata'] {
  const isSent = metadata.deletionTimestamp !== undefined || metadata.deletionGracePeriodSeconds !== undefined || (metadata as { readonly selfLink?: string }).selfLink !== undefined
  return isSent ? dropServerMetadata(metadata as never) as unknown as Draft['metadata'] : metadata
}

/** Fills name, uid, creationTimestamp and generation (registry/rest.FillObjectMetaSystemFields, BeforeCreate). */
function fillMetadata(context: ActorContext, kind: KindId, draft: Draft): KubeObject {
  const { cluster } = context
  const metadata = withoutServerMetadata(draft.metadata)
  const name = metadata.name || (metadata.generateName ? freeName(context, kind, metadata.namespace, metadata.generateName) : '')
  const uid = drawUid(cluster.random)
  const resourceVersion = nextRevision(cluster)
  const creationTimestamp = timestamp(cluster.clock, cluster.now)
  const hasGeneration = kindIn(context.store, kind)?.generation === true
  const filled = hasGeneration ? { ...metadata, name, uid, resourceVersion, creationTimestamp, generation: 1 } : { ...metadata, name, uid, resourceVersion, creationTimestamp }
  return { ...draft, metadata: filled }
}
