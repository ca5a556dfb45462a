import { Kind } from '../../api/kinds/ids.js'
import { defineController, type Controller } from '../define.js'

export const cronJobController: Controller = defineController({ name: 'cronjob-controller', watches: [Kind.CronJob, Kind.Job], deliver: () => undefined, reconcile: () => undefined })
