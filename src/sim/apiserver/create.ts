import { admitOnCreate, reviewOnCreate } from './admission.js'
import { completeForValidation, prepareForCreate, refusePreparation } from './prepare.js'
import { dropServerMetadata } from '../api/defaults/disabled.js'
import { alreadyExists, fail, invalid, ok, withWarnings, type Result } from '../api/errors.js'
import { earlyWarningsFor } from '../api/warnings/registry.js'
import { kindIn } from './kinds.js'
import type { KubeObject } from '../api/types.js'
import { timestamp } from '../clock.js'
import { drawSuffix, drawUid } from '../random.js'
import type { ActorContext } from '../state.js'
import { keyOf, kindIdOf, objectKey } from '../store/keys.js'
import type { WriteRequest } from '../store/log.js'
import type { Draft } from './draft.js'
import { nextRevision, storeObject } from './write.js'

/**
 * Creates an object as the API server does after decoding, defaulting and validation: system fields, admission, the kind's
 * strategy. Actors send objects that are complete; requests/ decodes and validates what users send before it comes here.
 */
export function createObject<T extends KubeObject>(context: ActorContext, draft: Draft<T>, validate: Validate = accept): Result<T> {
  const filled = fillMetadata(context, draft as Draft) as T
  const kind = kindIdOf(filled)
  const admitted = admitOnCreate(context, kind, filled)
  const early = admitted.ok ? earlyWarningsFor(kind, admitted.value) : []
  const valid = admitted.ok ? validate(completeForValidation(kind, admitted.value)) : admitted
  const reviewed = valid.ok ? reviewOnCreate(context, kind, valid.value) : valid
  if (!reviewed.ok) return withWarnings(reviewed, valid.ok ? [...early, ...(valid.warnings ?? [])] : early)
  const { metadata } = reviewed.value
  if (context.store.get(kind, keyOf(metadata)) !== undefined) return fail(alreadyExists(kindIn(context.store, kind)?.resource ?? kind, metadata.name))
  const causes = refusePreparation(context, kind, reviewed.value)
  if (causes.length > 0) return fail(invalid(kind, metadata.name, causes))
  const object = prepareForCreate(context, kind, reviewed.value as T)
  storeObject(context, kind, keyOf(metadata), object, undefined, context.request ?? sentOf(draft as Draft, object))
  return withWarnings(ok(object), [...(admitted.ok ? (admitted.warnings ?? []) : []), ...early, ...(valid.ok ? (valid.warnings ?? []) : []), ...(reviewed.warnings ?? [])])
}

type Sections = { readonly spec?: unknown; readonly metadata: Partial<KubeObject['metadata']> }

/** What an actor sent is kept where admission has added to it: that is nobody's. */
function sentOf(draft: Draft, object: KubeObject): WriteRequest | undefined {
  const [given, made] = [draft as unknown as Sections, object as unknown as Sections]
  return given.spec === made.spec && given.metadata.finalizers === made.metadata.finalizers ? undefined : { sent: draft as unknown as KubeObject }
}

export type Validate = (object: KubeObject) => Result<KubeObject>
const accept: Validate = ok

/** Attempts to find a free generated name (registry/generic Store.Create, NameGenerationRetries, 1.36). */
const nameAttempts = 8

/** Longest base of a generated name; with its suffix it fits a label (apiserver/pkg/storage/names, 1.36). */
const baseLength = 58

function freeName({ cluster, store }: ActorContext, draft: Draft, base: string): string {
  const prefix = base.slice(0, baseLength)
  const kind = kindIdOf(draft)
  let name = ''
  for (let attempt = 0; attempt < nameAttempts; attempt++) {
    name = `${prefix}${drawSuffix(cluster.random)}`
    if (store.get(kind, objectKey(draft.metadata.namespace, name)) === undefined) return name
  }
  return name
}

/** Fills name, uid, creationTimestamp and generation (registry/rest.FillObjectMetaSystemFields, BeforeCreate). */
function fillMetadata(context: ActorContext, draft: Draft): KubeObject {
  const { cluster } = context
  const metadata = dropServerMetadata(draft.metadata as never) as unknown as Draft['metadata']
  const hasGeneration = kindIn(context.store, kindIdOf(draft))?.generation === true
  return {
    ...draft,
    metadata: {
      ...metadata,
      name: metadata.name || (metadata.generateName ? freeName(context, draft, metadata.generateName) : ''),
      uid: drawUid(cluster.random),
      resourceVersion: nextRevision(cluster),
      creationTimestamp: timestamp(cluster.clock, cluster.now),
      ...(hasGeneration ? { generation: 1 } : {}),
    },
  }
}
