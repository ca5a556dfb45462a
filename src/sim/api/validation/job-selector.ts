import type { KubeObject, LabelSelector, PodTemplateSpec, StringMap } from '../types.js'
import { fields } from './values.js'
import type { Fields } from './values.js'

/** The labels by which a Job knows its pods: batch strategy `generateSelector` 1.36. The server adds them after mutating admission, before validation. */

const jobLabels = (uid: string, name: string): StringMap => ({
  'batch.kubernetes.io/controller-uid': uid,
  'batch.kubernetes.io/job-name': name,
  'controller-uid': uid,
  'job-name': name,
})

/** The Job with the generated selector and labels; unchanged with `manualSelector`. Needs uid and name. */
export function generateJobSelector(object: KubeObject): KubeObject {
  const spec = fields((object as KubeObject & Fields)['spec'])
  if (spec['manualSelector'] === true) return object
  const template = fields(spec['template']) as unknown as PodTemplateSpec
  const selector = spec['selector'] as LabelSelector | undefined
  const { uid, name } = object.metadata
  const labels = { ...jobLabels(uid, name), ...template.metadata?.labels }
  const matchLabels = { 'batch.kubernetes.io/controller-uid': uid, ...selector?.matchLabels }
  const generated = { ...spec, selector: { ...selector, matchLabels }, template: { ...template, metadata: { ...template.metadata, labels } } }
  // a Job that was defaulted with the labels of its template shares them
  const isShared = object.metadata.labels !== undefined && object.metadata.labels === template.metadata?.labels
  return { ...object, ...(isShared && { metadata: { ...object.metadata, labels } }), spec: generated } as KubeObject
}
