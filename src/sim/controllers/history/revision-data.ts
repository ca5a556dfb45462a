import type { ControllerRevision, PodTemplateSpec } from '../../api/types.js'
import { canonical } from '../deployment/template.js'

type Patch = PodTemplateSpec & { readonly $patch?: string }

const patches = new WeakMap<PodTemplateSpec, ControllerRevision['data']>()
const templates = new WeakMap<object, PodTemplateSpec>()
const texts = new WeakMap<PodTemplateSpec, string>()

/** The strategic merge patch that puts a template back in the place of another (getPatch of statefulset and daemon, 1.36). */
export function revisionData(template: PodTemplateSpec): ControllerRevision['data'] {
  let patch = patches.get(template)
  if (patch === undefined) patches.set(template, (patch = { spec: { template: { ...template, $patch: 'replace' } as Patch } }))
  return patch
}

/** The template that a revision keeps; the same object for the same revision. */
export function templateOfRevision(revision: ControllerRevision): PodTemplateSpec | undefined {
  const patch = revision.data?.spec?.template as Patch | undefined
  if (patch === undefined) return undefined
  let template = templates.get(patch)
  if (template === undefined) {
    const { $patch: _patch, ...rest } = patch
    templates.set(patch, (template = rest))
  }
  return template
}

/** Whether a revision keeps this template (history.EqualRevision; semantically, as StatefulSets compare since 1.34). */
export function isRevisionOf(revision: ControllerRevision, template: PodTemplateSpec): boolean {
  const kept = templateOfRevision(revision)
  return kept !== undefined && (kept === template || textOf(kept) === textOf(template))
}

function textOf(template: PodTemplateSpec): string {
  let text = texts.get(template)
  if (text === undefined) texts.set(template, (text = canonical(template)))
  return text
}
