import type { FieldError } from '../errors.js'
import { byteLength } from '../names.js'
import type { KubeObject } from '../types.js'
import { scheduleError } from './cron-schedule.js'
import { invalid, notSupported, required } from './field-error.js'
import { validateJobSpec } from './job.js'
import { namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import { child, root } from './path.js'
import { nonNegative, requiredOneOf } from './scalars.js'
import type { Errors } from './scalars.js'
import { fields, isPresent, text } from './values.js'
import type { Fields } from './values.js'

/** CronJobs: batch `validateCronJobSpec` 1.36. */

const specPath = root('spec')
const specOf = (object: KubeObject): Fields => fields((object as KubeObject & Fields)['spec'])

/** Time zones of the platform's own table; the API server has Go's. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const zonePart = /^[A-Za-z.\-_0-9+]{1,14}$/
const isOddPart = (part: string): boolean => part === '.' || part === '..' || part.startsWith('-') || !zonePart.test(part)

function timeZone(zone: unknown, errors: Errors): void {
  if (typeof zone !== 'string') return
  const path = child(specPath, 'timeZone')
  if (zone === '') errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'))
  else if (zone.split('/').some(isOddPart)) errors.push(invalid(path, zone, `unknown time zone ${zone}`))
  else if (zone.toLowerCase() === 'local')
    errors.push(invalid(path, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'))
  else if (!isTimeZone(zone)) errors.push(invalid(path, zone, `unknown time zone ${zone}`))
}

function schedule(spec: Fields, old: Fields | undefined, errors: Errors): void {
  const [path, given] = [child(specPath, 'schedule'), text(spec['schedule'])]
  if (given === '') {
    errors.push(required(path))
    return
  }
  const error = scheduleError(given, isTimeZone)
  if (error !== undefined) errors.push(invalid(path, given, error))
  if (!given.includes('TZ')) return
  const hadZone = old !== undefined && text(old['schedule']).includes('TZ')
  if (!hadZone) errors.push(invalid(path, given, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'))
  else if (isPresent(spec['timeZone'])) errors.push(invalid(path, given, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'))
}

function jobTemplate(spec: Fields, errors: Errors): void {
  const path = child(child(specPath, 'jobTemplate'), 'spec')
  const job = fields(fields(spec['jobTemplate'])['spec'])
  validateJobSpec(path, job, errors)
  if (isPresent(job['selector'])) errors.push(invalid(child(path, 'selector'), job['selector'], '`selector` will be auto-generated'))
  if (job['manualSelector'] === true) errors.push(notSupported(child(path, 'manualSelector'), true, ['nil', 'false']))
}

function validateSpec(spec: Fields, old: Fields | undefined, errors: Errors): void {
  schedule(spec, old, errors)
  nonNegative(child(specPath, 'startingDeadlineSeconds'), spec['startingDeadlineSeconds'], errors)
  if (!old || old['timeZone'] !== spec['timeZone']) timeZone(spec['timeZone'], errors)
  requiredOneOf(child(specPath, 'concurrencyPolicy'), text(spec['concurrencyPolicy']), ['Allow', 'Forbid', 'Replace'], errors)
  jobTemplate(spec, errors)
  for (const name of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) nonNegative(child(specPath, name), spec[name], errors)
}

export function validateCronJob(object: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadata(object, namespacedSubdomain, errors)
  validateSpec(specOf(object), undefined, errors)
  const { name } = object.metadata
  // the names of its Jobs end in a dash and ten digits
  if (byteLength(name) > 52) errors.push(invalid(child(root('metadata'), 'name'), name, 'must be no more than 52 characters'))
  return errors
}

export function validateCronJobUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: Errors = []
  validateMetadataUpdate(object, old, errors)
  if (specOf(object) !== specOf(old)) validateSpec(specOf(object), specOf(old), errors)
  return errors
}
