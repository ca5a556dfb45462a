import { addQuantities, quantityValue } from '../api/quantity.js'
import type { Container, PodSpec } from '../api/types.js'
import type { ActorContext } from '../state.js'
import { writtenBytes } from './storage-usage.js'
import type { PodWorker } from './state.js'
import { usageOf } from './usage.js'

/**
 * Why a pod has to go for the local storage it uses (managerImpl.localStorageEviction, kubelet 1.36): an emptyDir over its size limit,
 * the pod over the sum of its containers' limits, a container over its own.
 */
export function storageViolation(context: ActorContext, worker: PodWorker): string | undefined {
  const { spec } = worker.pod
  const volume = spec.volumes?.find(({ name, emptyDir }) => {
    const limit = emptyDir?.sizeLimit === undefined ? 0 : quantityValue(emptyDir.sizeLimit)
    return limit > 0 && writtenBytes(worker, name) > limit
  })
  if (volume !== undefined) return `Usage of EmptyDir volume ${JSON.stringify(volume.name)} exceeds the limit ${JSON.stringify(volume.emptyDir?.sizeLimit)}. `
  const total = podLimit(spec)
  const over = spec.containers.some((container) => limitOf(container) !== undefined)
  if (total === undefined && !over) return undefined
  const usage = usageOf(context, worker)
  if (usage === undefined) return undefined
  const volumes = (spec.volumes ?? []).reduce((sum, { name, emptyDir }) => (emptyDir === undefined || emptyDir.medium === 'Memory' ? sum : sum + writtenBytes(worker, name)), 0)
  if (total !== undefined && usage.storageBytes + volumes > quantityValue(total)) return `Pod ephemeral local storage usage exceeds the total limit of containers ${total}. `
  const greedy = usage.containers.find(({ container, storageBytes }) => limitOf(container) !== undefined && storageBytes > quantityValue(limitOf(container)!))
  return greedy === undefined ? undefined : `Container ${greedy.container.name} exceeded its local ephemeral storage limit ${JSON.stringify(limitOf(greedy.container))}. `
}

const limitOf = ({ resources }: Container): string | undefined => resources?.limits?.['ephemeral-storage']

/** The sum of the containers' limits, or that of the largest init container (resourcehelper.PodLimits); undefined without any. */
function podLimit({ containers, initContainers = [] }: PodSpec): string | undefined {
  const limits = containers.flatMap((container) => limitOf(container) ?? [])
  const all = [...(limits.length === 0 ? [] : [sum(limits)]), ...initContainers.flatMap((container) => limitOf(container) ?? [])]
  return all.length === 0 ? undefined : all.reduce((a, b) => (quantityValue(b) > quantityValue(a) ? b : a))
}

const sum = (quantities: readonly string[]): string => quantities.reduce((a, b) => addQuantities(a, b))
