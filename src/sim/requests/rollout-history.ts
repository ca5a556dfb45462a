import { isEqual, updateObject } from '../apiserver/update.js'
import { fail, ok } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { Kind } from '../api/kinds/ids.js'
import type { ControllerRevision, KubeObject, PodTemplateSpec } from '../api/types.js'
import { answer, clientError, printedName, type Context, type RequestResult } from './request.js'

type Templated = KubeObject & { readonly spec: { readonly template: PodTemplateSpec } }

/** `kubectl rollout undo` of a StatefulSet or DaemonSet, whose history are ControllerRevisions (kubectl polymorphichelpers/rollback.go, 1.36). */
export function undoToRevision(context: Context, kind: KindDefinition, object: Templated, toRevision: number): RequestResult {
  const revisions = context.store.controlledBy<ControllerRevision>(object.metadata.uid, Kind.ControllerRevision).toSorted((a, b) => a.revision - b.revision)
  if (toRevision === 0 && revisions.length <= 1) return fail(clientError('no last revision to roll back to'))
  const wanted = toRevision === 0 ? revisions.at(-2) : revisions.find(({ revision }) => revision === toRevision)
  const template = wanted === undefined ? undefined : templateOf(wanted)
  if (template === undefined) return fail(clientError(`unable to find specified revision ${toRevision} in history`))
  if (isEqual(template, object.spec.template)) {
    return ok({ object, said: `${printedName(kind, object.metadata.name)} skipped rollback (current template already matches revision ${toRevision})` })
  }
  const updated = updateObject(context, { ...object, spec: { ...object.spec, template } })
  return updated.ok ? answer(kind, updated.value, 'rolled back') : updated
}

/** What the patch of a revision puts in the place of the template. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec | undefined {
  const patch = revision.data?.spec?.template as (PodTemplateSpec & { readonly $patch?: string }) | undefined
  if (patch === undefined) return undefined
  const { $patch: _patch, ...template } = patch
  return template
}
