import { Kind } from '../api/kinds/ids.js'
import { fail } from '../api/errors.js'
import type { CronJob, Json, JsonObject } from '../api/types.js'
import { createRequest } from './create.js'
import { clientError, type Context, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'

/** What `kubectl create job` makes a Job of: a CronJob's template, or an image with a command. */
export type JobSource = { readonly from: Target } | { readonly image: string; readonly command?: readonly string[] }

/** `kubectl create job NAME --from=cronjob/…` and `--image=…` (kubectl cmd/create/create_job.go, 1.36). */
export function createJobRequest(context: Context, namespace: string, name: string, source: JobSource): RequestResult {
  if (!('from' in source)) return named(createRequest(context, jobOfImage(name, source.image, source.command), namespace))
  const found = findTarget<CronJob>(context, source.from)
  if (!found.ok) return found
  const { kind, object } = found.value
  if (kind.id !== Kind.CronJob) return fail(clientError(`unknown object type *v1.${kind.kind}`))
  return named(createRequest(context, jobOfCronJob(name, object), namespace))
}

/** kubectl prints what the server refuses as its own error. */
const named = (created: RequestResult): RequestResult => (created.ok ? created : fail(clientError(`failed to create job: ${created.error.message}`)))

function jobOfImage(name: string, image: string, command: readonly string[] = []): JsonObject {
  const container = { name, image, ...(command.length === 0 ? {} : { command: [...command] }) }
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } } }
}

function jobOfCronJob(name: string, { metadata, spec }: CronJob): JsonObject {
  const { labels, annotations } = spec.jobTemplate.metadata ?? {}
  return {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: {
      name, annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...annotations }, ...(labels === undefined ? {} : { labels: { ...labels } }),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: metadata.name, uid: metadata.uid, controller: true }],
    },
    spec: spec.jobTemplate.spec as unknown as Json,
  }
}
