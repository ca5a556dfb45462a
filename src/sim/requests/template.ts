import type { KubeObject, PodSpec, PodTemplateSpec } from '../api/types.js'

type Templated = KubeObject & {
  readonly spec: { readonly template?: PodTemplateSpec; readonly jobTemplate?: { readonly spec: { readonly template: PodTemplateSpec } } } & Partial<PodSpec>
}

/** The pod spec inside an object of any workload kind, Pods included (kubectl polymorphichelpers UpdatePodSpecForObject). */
export function podSpecOf(object: KubeObject): PodSpec | undefined {
  const { spec } = object as Templated
  if (object.kind === 'Pod') return spec as PodSpec
  return spec?.template?.spec ?? spec?.jobTemplate?.spec.template.spec
}

/** The same object with another pod spec inside. */
export function withPodSpec(object: KubeObject, podSpec: PodSpec): KubeObject {
  const { spec } = object as Templated
  if (object.kind === 'Pod') return { ...object, spec: podSpec } as KubeObject
  if (spec.template !== undefined) return { ...object, spec: { ...spec, template: { ...spec.template, spec: podSpec } } } as KubeObject
  const job = spec.jobTemplate!
  return { ...object, spec: { ...spec, jobTemplate: { ...job, spec: { ...job.spec, template: { ...job.spec.template, spec: podSpec } } } } } as KubeObject
}
