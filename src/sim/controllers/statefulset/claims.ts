import { fail, ok, type ApiError, type Result } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import { kindById } from '../../api/kinds/registry.js'
import type { KubeObject, PersistentVolumeClaim, StatefulSet } from '../../api/types.js'
import { createObject } from '../../apiserver/create.js'
import type { Draft } from '../../apiserver/draft.js'
import { objectKey } from '../../store/keys.js'
import { joinErrors, sayClaim } from './events.js'
import { claimNameOf } from './names.js'
import type { Sync } from './sync.js'

/** The claims of an ordinal that exist. */
export function claimsOf({ context, set }: Sync, ordinal: number): readonly PersistentVolumeClaim[] {
  const claims: PersistentVolumeClaim[] = []
  for (const { metadata } of set.spec.volumeClaimTemplates ?? []) {
    const claim = claimOf(context.store, set, metadata.name, ordinal)
    if (claim !== undefined) claims.push(claim)
  }
  return claims
}

const claimOf = (store: Sync['context']['store'], set: StatefulSet, template: string, ordinal: number): PersistentVolumeClaim | undefined =>
  store.get<PersistentVolumeClaim>(Kind.PersistentVolumeClaim, objectKey(set.metadata.namespace, claimNameOf(set, template, ordinal)))

/** Creates the claims of a pod that do not exist yet (stateful_pod_control.go createPersistentVolumeClaims, 1.36). */
export function createClaims(sync: Sync, ordinal: number): Result<undefined> {
  const { context, set } = sync
  const errors: ApiError[] = []
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const name = claimNameOf(set, template.metadata.name, ordinal)
    const known = claimOf(context.store, set, template.metadata.name, ordinal)
    if (known?.metadata.deletionTimestamp !== undefined) errors.push({ code: 500, reason: 'InternalError', message: `pvc ${name} is being deleted` })
    if (known !== undefined) continue
    const created = createObject<PersistentVolumeClaim>(context, draftClaim(set, template, name))
    sync.writes++
    sayClaim(sync, ordinal, name, created.ok ? undefined : created.error)
    if (!created.ok) errors.push({ ...created.error, message: `failed to create PVC ${name}: ${created.error.message}` })
  }
  return errors.length === 0 ? ok(undefined) : fail(joinErrors(errors))
}

function draftClaim(set: StatefulSet, template: PersistentVolumeClaim, name: string): Draft<PersistentVolumeClaim> {
  const { namespace } = set.metadata
  const { labels, annotations, finalizers } = template.metadata
  const draft = {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: template.spec,
    metadata: {
      name, ...(namespace === undefined ? {} : { namespace }), labels: { ...labels, ...set.spec.selector.matchLabels },
      ...(annotations === undefined ? {} : { annotations }), ...(finalizers === undefined ? {} : { finalizers }),
    },
  }
  return (kindById(Kind.PersistentVolumeClaim)?.defaults(draft as unknown as KubeObject) ?? draft) as unknown as Draft<PersistentVolumeClaim>
}
