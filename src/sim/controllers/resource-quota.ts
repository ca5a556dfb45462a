import type { ResourceQuota } from '../api/admission/resource-quota.js'
import { canonical } from '../api/admission/resource-quota-usage.js'
import { quotaController, recountQuota, releaseQuota } from '../apiserver/quota.js'
import { isEqual } from '../apiserver/update.js'
import { writeObject } from '../apiserver/write.js'
import { defineController, requeueAfter, type Controller } from './define.js'

const kind = 'ResourceQuota'

/**
 * Takes over changed limits of a quota; until then admission holds objects against those of the status, the old ones
 * (pkg/controller/resourcequota syncResourceQuota, 1.36), and takes back what objects that went or ended have used.
 */
export const resourceQuotaController: Controller = defineController({
  name: quotaController,
  watches: [kind],
  deliver: (queue, entry) => {
    if (entry.type !== 'DELETED' && isStale(entry.object as ResourceQuota)) requeueAfter(queue, entry.key, queue.context.options.latency.quotaMs)
  },
  reconcile: ({ context }, key) => {
    if (releaseQuota(context, key, writeObject)) return
    const quota = context.store.get<ResourceQuota>(kind, key)
    if (quota !== undefined && isStale(quota)) recountQuota(context, quota, writeObject)
  },
})

const isStale = ({ spec, status }: ResourceQuota): boolean => !isEqual(canonical(spec?.hard ?? {}), status?.hard ?? {})
