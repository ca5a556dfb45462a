import { compileSelector, requirementsOf } from '../../sim/api/labels.js'
import type { LabelSelector, PodAffinityTerm } from '../../sim/api/types.js'
import { warning, type Diagnostic } from '../diagnostics.js'
import type { PodTemplate } from './pod-templates.js'

interface Term {
  readonly name: string
  readonly pointer: string
  readonly selector: LabelSelector | undefined
  /** Terms that name namespaces speak of pods that the manifests need not hold. */
  readonly isElsewhere: boolean
}

/** Anti-affinity and spreading over labels that no pod of the manifests carries: valid, and without any effect. */
export const selectorsWithoutPods = (templates: readonly PodTemplate[]): readonly Diagnostic[] =>
  templates.flatMap((template) => termsOf(template).filter((term) => !isMet(term, template, templates)).map(({ name, pointer, selector }) => {
    const { manifest: { document, pointer: base } } = template.checked
    return warning(
      document.placeOfKey(`${base}${template.pointer}${pointer}`),
      `${name} of ${template.ref} selects ${selectorText(selector!)}, which is on no pod of these manifests, its own included: it has no effect`,
      `the pods of ${template.ref} have ${Object.entries(template.labels).map(([key, value]) => `${key}=${value}`).join(',') || 'no labels'}`,
    )
  }))

function isMet({ selector, isElsewhere }: Term, { namespace }: PodTemplate, templates: readonly PodTemplate[]): boolean {
  if (selector === undefined || isElsewhere || requirementsOf(selector).length === 0) return true
  const matches = compileSelector(selector)
  return templates.some((other) => other.namespace === namespace && matches(other.labels))
}

function termsOf({ spec: { affinity, topologySpreadConstraints = [] } }: PodTemplate): readonly Term[] {
  const { requiredDuringSchedulingIgnoredDuringExecution: required = [], preferredDuringSchedulingIgnoredDuringExecution: preferred = [] } = affinity?.podAntiAffinity ?? {}
  const anti = (term: PodAffinityTerm, pointer: string): Term => ({
    name: 'the podAntiAffinity', pointer: `/affinity/podAntiAffinity/${pointer}/labelSelector`, selector: term.labelSelector,
    isElsewhere: (term.namespaces ?? []).length > 0 || term.namespaceSelector !== undefined,
  })
  return [
    ...required.map((term, i) => anti(term, `requiredDuringSchedulingIgnoredDuringExecution/${i}`)),
    ...preferred.map(({ podAffinityTerm }, i) => anti(podAffinityTerm, `preferredDuringSchedulingIgnoredDuringExecution/${i}/podAffinityTerm`)),
    ...topologySpreadConstraints.map(({ labelSelector }, i) => ({ name: 'the topologySpreadConstraint', pointer: `/topologySpreadConstraints/${i}/labelSelector`, selector: labelSelector, isElsewhere: false })),
  ]
}

const signs: Readonly<Record<string, string>> = { In: ' in', NotIn: ' notin' }

/** `app=zk`, `tier in (a,b)`, as kubectl writes selectors. */
const selectorText = (selector: LabelSelector): string => requirementsOf(selector).map(({ key, operator, values = [] }) => {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return operator === 'In' && values.length === 1 ? `${key}=${values[0]}` : `${key}${signs[operator] ?? ` ${operator}`} (${values.join(',')})`
}).join(',')
