import { Kind } from '../api/kinds/ids.js'
import { fail, ok } from '../api/errors.js'
import type { ControllerRevision, KubeObject, PodTemplateSpec, ReplicaSet } from '../api/types.js'
import { templateText } from './template-text.js'
import { clientError, printedName, type Context, type RequestResult } from './request.js'
import { templateOf } from './rollout-history.js'
import { findTarget, type Target } from './target.js'

interface Revision {
  readonly number: number
  readonly cause: string | undefined
  readonly template: PodTemplateSpec | undefined
}

const revisionAnnotation = 'deployment.kubernetes.io/revision'
const causeAnnotation = 'kubernetes.io/change-cause'

/** `kubectl rollout history [--revision]` (kubectl polymorphichelpers/history.go, 1.36). */
export function rolloutHistory(context: Context, target: Target, revision = 0): RequestResult {
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const revisions = revisionsOf(context, object)
  if (revisions === undefined) return fail(clientError(`no history viewer has been implemented for "${object.kind}${kind.group === '' ? '' : `.${kind.group}`}"`))
  const name = printedName(kind, object.metadata.name)
  if (revisions.length === 0) return ok({ object, said: `${name} \nNo rollout history found.` })
  if (revision === 0) return ok({ object, said: `${name} \n${table(revisions)}` })
  const one = revisions.find(({ number }) => number === revision)
  if (one?.template === undefined) return fail(clientError('unable to find the specified revision'))
  return ok({ object, said: `${name} with revision #${revision}\n${templateText(withCause(one.template, one.cause))}` })
}

/** Oldest first; undefined for kinds that keep none. */
function revisionsOf({ store }: Context, object: KubeObject): readonly Revision[] | undefined {
  if (object.kind === 'Deployment') {
    const sets = store.controlledBy<ReplicaSet>(object.metadata.uid, Kind.ReplicaSet)
    return sets.map(({ metadata, spec }) => revisionOf(Number(metadata.annotations?.[revisionAnnotation] ?? 0), metadata.annotations, spec.template)).sort(byNumber)
  }
  if (object.kind !== 'StatefulSet' && object.kind !== 'DaemonSet') return undefined
  const revisions = store.controlledBy<ControllerRevision>(object.metadata.uid, Kind.ControllerRevision)
  return revisions.map((found) => revisionOf(found.revision, found.metadata.annotations, templateOf(found))).sort(byNumber)
}

const byNumber = (a: Revision, b: Revision): number => a.number - b.number
const revisionOf = (number: number, annotations: Readonly<Record<string, string>> | undefined, template: PodTemplateSpec | undefined): Revision =>
  ({ number, cause: annotations?.[causeAnnotation], template })

const headed = 'REVISION'
const columnWidth = headed.length + 2

const table = (revisions: readonly Revision[]): string =>
  [`${headed}  CHANGE-CAUSE`, ...revisions.map(({ number, cause }) => `${String(number).padEnd(columnWidth)}${cause || '<none>'}`), ''].join('\n')

/** The cause is shown among the annotations of the template. */
const withCause = (template: PodTemplateSpec, cause: string | undefined): PodTemplateSpec =>
  cause === undefined ? template : { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [causeAnnotation]: cause } } }
