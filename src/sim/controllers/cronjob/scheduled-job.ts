import { fail, invalid, ok } from '../../api/errors.js'
import { Kind } from '../../api/kinds/ids.js'
import { kindById } from '../../api/kinds/registry.js'
import type { CronJob, Job, JobTemplateSpec, KubeObject, Millis, OwnerReference } from '../../api/types.js'
import { hasPolicies } from '../../apiserver/admission.js'
import { createObject, type Validate } from '../../apiserver/create.js'
import type { Draft } from '../../apiserver/draft.js'
import type { Result } from '../../api/errors.js'
import { timestamp } from '../../clock.js'
import type { ActorContext } from '../../state.js'
import { controllerReference } from '../owners.js'
import { rfc3339 } from './zone.js'

const scheduledAt = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** One name for each time, so that no time has two Jobs (getTimeHashInMinutes, 1.36). */
export const jobNameAt = (cronJob: CronJob, dueMs: Millis): string => `${cronJob.metadata.name}-${Math.floor(dueMs / 60_000)}`

/** Creates the Job of a time from the template (getJobFromTemplate2); the server fills in its defaults. */
export function createScheduledJob(context: ActorContext, cronJob: CronJob, dueMs: Millis): Result<Job> {
  const { jobTemplate, timeZone } = cronJob.spec
  const { namespace } = cronJob.metadata
  const { clock } = context.cluster
  const blank = blankOf(jobTemplate)
  const metadata = {
    ...blank.metadata,
    name: jobNameAt(cronJob, dueMs),
    ...(namespace === undefined ? {} : { namespace }),
    annotations: { ...jobTemplate.metadata?.annotations, [scheduledAt]: timeZone === undefined ? timestamp(clock, dueMs - clock.startMs) : rfc3339(timeZone, dueMs) },
    ownerReferences: ownersFor(cronJob),
  }
  return createObject<Job>(context, { ...blank, metadata }, validatorOf(context, cronJob, metadata.name))
}

const owners = new WeakMap<JobTemplateSpec, readonly [OwnerReference]>()

/** All Jobs of one template share their owner. */
function ownersFor(cronJob: CronJob): readonly [OwnerReference] {
  const { spec: { jobTemplate }, metadata: { name, uid } } = cronJob
  const known = owners.get(jobTemplate)
  if (known !== undefined && known[0].name === name && known[0].uid === uid) return known
  const made = [controllerReference(cronJob)] as const
  owners.set(jobTemplate, made)
  return made
}

const blanks = new WeakMap<JobTemplateSpec, Job>()

/** The Job of a template, which is immutable, with all defaults; what tells its Jobs apart is left blank. */
function blankOf(template: JobTemplateSpec): Job {
  let blank = blanks.get(template)
  if (blank === undefined) blanks.set(template, (blank = newBlank(template)))
  return blank
}

function newBlank({ metadata, spec }: JobTemplateSpec): Job {
  const { labels = {} } = metadata ?? {}
  const draft: Draft<Job> = {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: { name: '', namespace: '', ...(Object.keys(labels).length === 0 ? {} : { labels }), annotations: {}, ownerReferences: [] },
    spec,
  }
  return kindById(Kind.Job)!.defaults(draft as KubeObject) as Job
}

const validate: Validate = (object) => {
  const causes = kindById(Kind.Job)!.validate(object)
  return causes.length === 0 ? ok(object) : fail(invalid(Kind.Job, object.metadata.name, causes))
}

/** Whose Job was found to be valid, and how long its name was. */
interface Valid {
  readonly owner: string
  readonly nameLength: number
}

const valid = new WeakMap<JobTemplateSpec, Valid>()

/** Where no policy has a say, the Jobs of one template differ in their times alone, and in digits of their names: one valid, all are. */
function validatorOf(context: ActorContext, { metadata: { name: owner }, spec: { jobTemplate } }: CronJob, { length: nameLength }: string): Validate {
  if (hasPolicies(context.store)) return validate
  const known = valid.get(jobTemplate)
  if (known !== undefined && known.owner === owner && known.nameLength === nameLength) return ok
  return (object) => {
    const validated = validate(object)
    if (validated.ok) valid.set(jobTemplate, { owner, nameLength })
    return validated
  }
}
