import type { FieldError } from '../errors.js'
import type { KubeObject, ResourceList, StringMap, Toleration } from '../types.js'
import { endpointsChanges, endpointsRules, eventRules, newEventRules } from './endpoints.js'
import { isEqual } from './equal.js'
import { duplicate, invalid, required } from './field-error.js'
import { clusterSubdomain, namespacedPathSegment, namespacedSubdomain, validateMetadata, validateMetadataUpdate } from './metadata.js'
import type { MetadataRules } from './metadata.js'
import { child, index, root } from './path.js'
import { validateRunningTemplate, validateTemplate } from './pod-template.js'
import { validateResources } from './resources.js'
import { dnsLabel, immutable, nonNegative } from './scalars.js'
import type { Errors } from './scalars.js'
import { validateTolerations } from './scheduling.js'
import { validateLabels } from './selector.js'
import { attachmentChanges, attachmentRules, attributesChanges, attributesRules, capacityRules, driverRules, nodeRules } from './storage-kinds.js'
import { entries, fields, isPresent, items, text } from './values.js'
import type { Fields } from './values.js'

/** Kinds with few rules: kubernetes 1.36 `pkg/apis/{apps,coordination,core,node,storage}/validation`. */

type Rules = (object: KubeObject & Fields, errors: Errors) => void
type Changes = (object: KubeObject & Fields, old: KubeObject & Fields, errors: Errors) => void

interface Validation {
  readonly validate: (object: KubeObject) => readonly FieldError[]
  readonly validateUpdate: (object: KubeObject, old: KubeObject) => readonly FieldError[]
}

function plain(metadata: MetadataRules, rules: Rules, changes: Changes): Validation {
  return {
    validate: (object) => {
      const errors: Errors = []
      validateMetadata(object, metadata, errors)
      rules(object as KubeObject & Fields, errors)
      return errors
    },
    validateUpdate: (object, old) => {
      const errors: Errors = []
      validateMetadataUpdate(object, old, errors)
      changes(object as KubeObject & Fields, old as KubeObject & Fields, errors)
      return errors
    },
  }
}

const specPath = root('spec')
const none = (): void => undefined

function leaseRules(object: KubeObject & Fields, errors: Errors): void {
  const spec = fields(object['spec'])
  const duration = spec['leaseDurationSeconds']
  if (typeof duration === 'number' && duration <= 0) errors.push(invalid(child(specPath, 'leaseDurationSeconds'), duration, 'must be greater than 0'))
  nonNegative(child(specPath, 'leaseTransitions'), spec['leaseTransitions'], errors)
}

function revisionRules(object: KubeObject & Fields, errors: Errors): void {
  if (!isPresent(object['data'])) errors.push(required(root('data'), 'data is mandatory'))
  nonNegative(root('revision'), object['revision'], errors)
}

/** ReplicationControllers select by a plain map of labels. */
function controllerRules(object: KubeObject & Fields, errors: Errors): void {
  const spec = fields(object['spec'])
  const selector = entries<string>(spec['selector'])
  nonNegative(child(specPath, 'minReadySeconds'), spec['minReadySeconds'], errors)
  if (selector.length === 0) errors.push(required(child(specPath, 'selector')))
  if (!isPresent(spec['replicas'])) errors.push(required(child(specPath, 'replicas')))
  nonNegative(child(specPath, 'replicas'), spec['replicas'], errors)
  if (!isPresent(spec['template'])) {
    errors.push(required(child(specPath, 'template')))
    return
  }
  const labels = fields(fields(fields(spec['template'])['metadata'])['labels'])
  const path = child(specPath, 'template')
  if (selector.some(([name, value]) => labels[name] !== value)) {
    errors.push(invalid(child(child(path, 'metadata'), 'labels'), labels, '`selector` does not match template `labels`'))
  }
  validateTemplate(path, spec['template'] as never, errors)
  validateRunningTemplate(path, spec['template'] as never, 'ReplicationController', errors)
}

export const validateLease: Validation = plain(namespacedSubdomain, leaseRules, (object, _old, errors) => leaseRules(object, errors))
export const validateControllerRevision: Validation = plain(namespacedSubdomain, revisionRules, (object, old, errors) => {
  revisionRules(object, errors)
  immutable(root('data'), object['data'], old['data'], errors)
})
export const validateReplicationController: Validation = plain(namespacedSubdomain, controllerRules, (object, _old, errors) => controllerRules(object, errors))
/** A pod template on its own. */
const templateRules = (object: KubeObject & Fields, errors: Errors): void => validateTemplate(root('template'), object['template'] as never, errors)
export const validatePodTemplate: Validation = plain(namespacedSubdomain, templateRules, (object, _old, errors) => templateRules(object, errors))

function runtimeRules(object: KubeObject & Fields, errors: Errors): void {
  const [handler, scheduling] = [text(object['handler']), fields(object['scheduling'])]
  if (handler === '') errors.push(required(root('handler')))
  else dnsLabel(root('handler'), handler, errors)
  if (isPresent(object['overhead'])) validateResources(root('overhead'), { limits: fields(fields(object['overhead'])['podFixed']) as ResourceList }, new Set(), errors)
  validateLabels(child(root('scheduling'), 'nodeSelector'), scheduling['nodeSelector'] as StringMap | undefined, errors)
  const tolerations = items(scheduling['tolerations']) as unknown as readonly Toleration[]
  const path = child(root('scheduling'), 'tolerations')
  validateTolerations(path, tolerations, errors)
  for (const [position, toleration] of tolerations.entries())
    if (tolerations.slice(0, position).some((other) => isEqual(other, toleration))) errors.push(duplicate(index(path, position), toleration))
}
export const validateRuntimeClass: Validation = plain(clusterSubdomain, runtimeRules, (object, old, errors) => {
  runtimeRules(object, errors)
  immutable(root('handler'), object['handler'], old['handler'], errors)
})
export const validateCsiNode: Validation = plain(clusterSubdomain, nodeRules, (object, _old, errors) => nodeRules(object, errors))
export const validateCsiStorageCapacity: Validation = plain(namespacedSubdomain, capacityRules, (object, old, errors) => {
  capacityRules(object, errors)
  immutable(root('nodeTopology'), object['nodeTopology'], old['nodeTopology'], errors)
  immutable(root('storageClassName'), object['storageClassName'], old['storageClassName'], errors)
})
export const validateVolumeAttachment: Validation = plain(clusterSubdomain, attachmentRules, attachmentChanges)
export const validateVolumeAttributesClass: Validation = plain(clusterSubdomain, attributesRules, attributesChanges)
export const validateEndpoints: Validation = plain(namespacedSubdomain, endpointsRules, endpointsChanges)
export const validateEvent: Validation = plain(namespacedPathSegment, eventRules, none)
export const validateNewEvent: Validation = plain(namespacedSubdomain, newEventRules, none)
export const validateCsiDriver: Validation = plain(clusterSubdomain, driverRules, (object, old, errors) => {
  driverRules(object, errors)
  const [spec, before] = [fields(object['spec']), fields(old['spec'])]
  // the server's own spelling
  immutable(child(specPath, 'attachedRequired'), spec['attachRequired'], before['attachRequired'], errors)
  immutable(child(specPath, 'fsGroupPolicy'), spec['fsGroupPolicy'], before['fsGroupPolicy'], errors)
  immutable(child(specPath, 'volumeLifecycleModes'), spec['volumeLifecycleModes'], before['volumeLifecycleModes'], errors)
})
