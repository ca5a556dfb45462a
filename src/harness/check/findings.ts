import { whyService } from '../../assertions/explain/why-service.js'
import { compileLabelSet, compileSelector, type LabelPredicate } from '../../sim/api/labels.js'
import { resolveResource } from '../../sim/api/kinds/registry.js'
import type { EndpointSlice, HorizontalPodAutoscaler, Pod, PodDisruptionBudget, Service } from '../../sim/api/types.js'
import { keyOf, objectKey } from '../../sim/store/keys.js'
import type { ClusterView } from '../../sim/view.js'
import { diagnose, type Diagnostic, type Severity } from '../diagnostics.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'
import { missingReferences } from './missing-references.js'
import { podTemplatesOf, type PodTemplate } from './pod-templates.js'
import { printedRef } from './refs.js'
import { selectorsWithoutPods } from './template-findings.js'

/** The cluster at rest, and what the manifests would make in a real one. */
export interface Scene {
  readonly view: ClusterView
  readonly templates: readonly PodTemplate[]
}

/** What is wrong between manifests although each of them is valid: selectors that match nothing, Services without endpoints. */
export function findingsOf(view: ClusterView, manifests: readonly CheckedManifest[]): readonly Diagnostic[] {
  const scene: Scene = { view, templates: podTemplatesOf(manifests) }
  return [...manifests.flatMap((checked) => finders[checked.kind.id]?.(scene, checked) ?? []), ...missingReferences(view, scene.templates), ...selectorsWithoutPods(scene.templates)]
}

type Finder = (scene: Scene, checked: CheckedManifest) => readonly Diagnostic[]

function find(severity: Severity, { manifest: { document, pointer } }: CheckedManifest, at: string, message: string, fix?: string): readonly Diagnostic[] {
  return [diagnose(severity, document.placeOfKey(`${pointer}${at}`), message, fix === undefined ? {} : { fix })]
}

/** The workloads that would make such pods, were their kind simulated: nothing can be said of what selects them. */
const notSimulated = ({ templates }: Scene, namespace: string | undefined, matches: LabelPredicate): readonly PodTemplate[] =>
  templates.filter((template) => !template.checked.kind.simulated && template.namespace === (namespace ?? 'default') && matches(template.labels))

const unknownPods = (checked: CheckedManifest, ref: string, makers: readonly PodTemplate[]): readonly Diagnostic[] =>
  find('info', checked, '/spec/selector', `${ref} selects pods of ${makers.map((maker) => maker.ref).join(', ')}, which is not simulated: nothing can be said of it`)

const findService: Finder = (scene, checked) => {
  const { view } = scene
  const service = view.store.get<Service>('Service', keyOf(checked.object.metadata))
  const selector = service?.spec.selector ?? {}
  if (service === undefined || service.spec.type === 'ExternalName' || Object.keys(selector).length === 0) return []
  const slices = view.store.inNamespace<EndpointSlice>('EndpointSlice.discovery.k8s.io', service.metadata.namespace ?? 'default')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
  if (slices.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready === true) === true)) return []
  const ref = printedRef(checked.kind, service.metadata)
  const makers = notSimulated(scene, service.metadata.namespace, compileLabelSet(selector))
  if (makers.length > 0) return unknownPods(checked, ref, makers)
  return find('warning', checked, '/spec/selector', `${ref} has no ready endpoints: ${whyService(view, service).hints.join('; ')}`)
}

const findBudget: Finder = (scene, checked) => {
  const { metadata, spec: { selector } } = checked.object as PodDisruptionBudget
  if (selector === undefined) return []
  const matches = compileSelector(selector)
  const ref = printedRef(checked.kind, metadata)
  if (scene.view.store.inNamespace<Pod>('Pod', metadata.namespace ?? 'default').some((pod) => matches(pod.metadata.labels))) return []
  const makers = notSimulated(scene, metadata.namespace, matches)
  if (makers.length > 0) return unknownPods(checked, ref, makers)
  return find('warning', checked, '/spec/selector', `the selector of ${ref} matches no pod: it protects nothing`)
}

const findAutoscaler: Finder = ({ view }, checked) => {
  const { metadata, spec: { scaleTargetRef } } = checked.object as HorizontalPodAutoscaler
  const kind = resolveResource(scaleTargetRef.kind)
  if (kind === undefined) return []
  const target = printedRef(kind, { name: scaleTargetRef.name, namespace: metadata.namespace })
  const ref = printedRef(checked.kind, metadata)
  if (view.store.get(kind.id, objectKey(metadata.namespace, scaleTargetRef.name)) === undefined) {
    return find('warning', checked, '/spec/scaleTargetRef', `${target} is not there: ${ref} scales nothing`)
  }
  return kind.simulated ? [] : find('info', checked, '/spec/scaleTargetRef', `${ref} scales ${target}, which is not simulated: nothing can be said of it`)
}

const finders: Readonly<Record<string, Finder>> = {
  Service: findService,
  'PodDisruptionBudget.policy': findBudget,
  'HorizontalPodAutoscaler.autoscaling': findAutoscaler,
}
