import { defaultsFor } from '../defaults/apply.js'
import type { Container, CronJob } from '../types.js'
import { age } from './age.js'
import { ageColumn, nameColumn, selectorText } from './columns.js'
import { defineKind } from './define.js'
import type { KindDefinition } from './define.js'

/** printers/internalversion printCronJob, 1.36. */
export const cronJob: KindDefinition = defineKind({
  group: 'batch', version: 'v1', kind: 'CronJob', plural: 'cronjobs', shortNames: ['cj'], namespaced: true, simulated: true,
  subresources: ['status'],
  generation: true,
  defaults: defaultsFor('batch/v1', 'CronJob'),
  columns: [
    nameColumn,
    { name: 'SCHEDULE', cell: ({ spec }: CronJob) => spec.schedule },
    { name: 'TIMEZONE', cell: ({ spec }: CronJob) => spec.timeZone ?? '<none>' },
    { name: 'SUSPEND', cell: ({ spec }: CronJob) => (spec.suspend === true ? 'True' : 'False') },
    { name: 'ACTIVE', cell: ({ status }: CronJob) => String(status?.active?.length ?? 0) },
    { name: 'LAST SCHEDULE', cell: ({ status }: CronJob, now) => (status?.lastScheduleTime === undefined ? '<none>' : age(status.lastScheduleTime, now)) },
    ageColumn,
    { name: 'CONTAINERS', priority: 1, cell: (object: CronJob) => containersOf(object).map(({ name }) => name).join(',') },
    { name: 'IMAGES', priority: 1, cell: (object: CronJob) => containersOf(object).map(({ image }) => image ?? '').join(',') },
    { name: 'SELECTOR', priority: 1, cell: ({ spec }: CronJob) => selectorText(spec.jobTemplate.spec.selector) },
  ],
})

const containersOf = ({ spec }: CronJob): readonly Container[] => spec.jobTemplate.spec.template.spec.containers
