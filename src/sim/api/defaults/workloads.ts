import { fill, mapSame, replace } from './fill.js'
import type { Draft, Fields } from './fill.js'

const isEmpty = (map: unknown): boolean => map === undefined || Object.keys(map as Fields).length === 0
const inner = (fields: Fields, ...path: readonly string[]): Fields | undefined =>
  path.reduce<Fields | undefined>((at, name) => at?.[name] as Fields | undefined, fields)

/** Fills a nested struct that the parent may lack. */
const fillInner = (fields: Fields, name: string, defaults: Fields, draft?: Draft): Fields => replace(fields, name, fill((fields[name] ?? {}) as Fields, defaults, draft), draft)

const rolling: Fields = { type: 'RollingUpdate' }

function rollingUpdate(spec: Fields, name: 'strategy' | 'updateStrategy', defaults: Fields, draft?: Draft): Fields {
  const strategy = fill((spec[name] ?? {}) as Fields, rolling, draft)
  return replace(spec, name, strategy['type'] === 'RollingUpdate' ? fillInner(strategy, 'rollingUpdate', defaults, draft) : strategy, draft)
}

const deploymentConstants: Fields = { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }
const quarter: Fields = { maxUnavailable: '25%', maxSurge: '25%' }
export const deploymentSpecDefaults = (spec: Fields, draft?: Draft): Fields => rollingUpdate(fill(spec, deploymentConstants, draft), 'strategy', quarter, draft)

const daemonSetRolling: Fields = { maxUnavailable: 1, maxSurge: 0 }
const templateGeneration = 'deprecated.daemonset.template.generation'

/** The annotation carries the internal `templateGeneration`, which starts at 1. */
export function daemonSetDefaults(daemonSet: Fields): Fields {
  const spec = rollingUpdate(fill((daemonSet['spec'] ?? {}) as Fields, { revisionHistoryLimit: 10 }), 'updateStrategy', daemonSetRolling)
  const metadata = (daemonSet['metadata'] ?? {}) as Fields
  return replace(replace(daemonSet, 'spec', spec), 'metadata', fillInner(metadata, 'annotations', { [templateGeneration]: '1' }))
}

const statefulSetConstants: Fields = { replicas: 1, podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10, serviceName: '' }
const claimTypes: Fields = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
const retain: Fields = { whenDeleted: 'Retain', whenScaled: 'Retain' }

export function statefulSetSpecDefaults(spec: Fields): Fields {
  const filled = fillInner(fill(spec, statefulSetConstants), 'persistentVolumeClaimRetentionPolicy', retain)
  const strategy = (filled['updateStrategy'] ?? {}) as Fields
  const typed = strategy['type'] === undefined ? { ...strategy, type: 'RollingUpdate', rollingUpdate: strategy['rollingUpdate'] ?? {} } : strategy
  const partitioned = typed['type'] === 'RollingUpdate' && typed['rollingUpdate'] ? fillInner(typed, 'rollingUpdate', { partition: 0 }) : typed
  const claims = filled['volumeClaimTemplates'] as readonly Fields[] | undefined
  const updated = replace(filled, 'updateStrategy', partitioned)
  return claims ? replace(updated, 'volumeClaimTemplates', mapSame(claims, (claim) => fill(claim, claimTypes))) : updated
}

function jobSpecDefaults(spec: Fields): Fields {
  const counts = spec['completions'] === undefined && spec['parallelism'] === undefined ? { completions: 1, parallelism: 1 } : { parallelism: 1 }
  return fill(spec, {
    ...counts,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  })
}

function labelsFromTemplate(fields: Fields): Fields {
  const labels = inner(fields, 'spec', 'template', 'metadata', 'labels')
  const metadata = (fields['metadata'] ?? {}) as Fields
  return labels && isEmpty(metadata['labels']) ? { ...fields, metadata: { ...metadata, labels } } : fields
}

export function jobDefaults(job: Fields): Fields {
  return labelsFromTemplate(replace(job, 'spec', jobSpecDefaults((job['spec'] ?? {}) as Fields)))
}

export function replicationControllerDefaults(controller: Fields): Fields {
  const labels = inner(controller, 'spec', 'template', 'metadata', 'labels')
  const spec = (controller['spec'] ?? {}) as Fields
  const selecting = labels && isEmpty(spec['selector']) ? { ...controller, spec: { ...spec, selector: labels } } : controller
  return labelsFromTemplate(selecting)
}
