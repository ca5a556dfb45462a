import { defaultsFor } from '../defaults/apply.js'
import type { Condition, Job } from '../types.js'
import { humanDuration, timestampMs } from './age.js'
import { ageColumn, nameColumn, templateColumns } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

/** printers/internalversion printJob, 1.36. */
export const job: KindDefinition = defineKind({
  group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('batch/v1', 'Job'),
  fieldSelectors: { 'status.successful': (object: Job) => String(object.status?.succeeded ?? 0) },
  columns: [
    nameColumn,
    { name: 'STATUS', cell: statusOf },
    { name: 'COMPLETIONS', cell: completionsOf },
    { name: 'DURATION', cell: durationOf },
    ageColumn,
    ...templateColumns,
  ],
})

const isTrue = (conditions: readonly Condition[], wanted: string): boolean => conditions.some(({ type, status }) => type === wanted && status === 'True')

function statusOf({ metadata, status }: Job): string {
  const conditions = status?.conditions ?? []
  const has = (type: string): boolean => isTrue(conditions, type)
  const ended = ['Complete', 'Failed'].find(has)
  if (ended !== undefined) return ended
  if (metadata.deletionTimestamp !== undefined) return 'Terminating'
  return has('Suspended') ? 'Suspended' : (['FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running')
}

function completionsOf({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  return (spec.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`
}

function durationOf({ status }: Job, now: number): string {
  const start = timestampMs(status?.startTime)
  return start === undefined ? '' : humanDuration((timestampMs(status.completionTime) ?? now) - start)
}
