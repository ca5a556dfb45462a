import { fail, invalid, ok } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import { kindById } from '../../api/kinds/registry.js'
import type { CronJob, Job, KubeObject, Millis } from '../../api/types.js'
import { createObject, type Validate } from '../../apiserver/create.js'
import type { Draft } from '../../apiserver/draft.js'
import type { Result } from '../../api/errors.js'
import type { ActorContext } from '../../state.js'
import { controllerReference } from '../owners.js'
import { rfc3339 } from './zone.js'

const scheduledAt = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** One name for each time, so that no time has two Jobs (getTimeHashInMinutes, 1.36). */
export const jobNameAt = (cronJob: CronJob, dueMs: Millis): string => `${cronJob.metadata.name}-${Math.floor(dueMs / 60_000)}`

/** Creates the Job of a time from the template (getJobFromTemplate2); the server fills in its defaults. */
export function createScheduledJob(context: ActorContext, cronJob: CronJob, dueMs: Millis): Result<Job> {
  const { jobTemplate, timeZone } = cronJob.spec
  const { labels = {}, annotations } = jobTemplate.metadata ?? {}
  const { namespace } = cronJob.metadata
  const draft: Draft<Job> = {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: {
      name: jobNameAt(cronJob, dueMs),
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      annotations: { ...annotations, [scheduledAt]: rfc3339(timeZone, dueMs) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: jobTemplate.spec,
  }
  return createObject<Job>(context, kindById(Kind.Job)!.defaults(draft as KubeObject) as Job, validate)
}

const validate: Validate = (object) => {
  const causes = kindById(Kind.Job)!.validate(object)
  return causes.length === 0 ? ok(object) : fail(invalid(Kind.Job, object.metadata.name, causes))
}
