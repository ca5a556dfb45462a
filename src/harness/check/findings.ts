import { whyService } from '../../assertions/explain/why-service.js'
import { compileSelector } from '../../sim/api/labels.js'
import { resolveResource } from '../../sim/api/kinds/registry.js'
import type { EndpointSlice, HorizontalPodAutoscaler, Pod, PodDisruptionBudget, Service } from '../../sim/api/types.js'
import { keyOf, objectKey } from '../../sim/store/keys.js'
import type { ClusterView } from '../../sim/view.js'
import { warning, type Diagnostic } from '../diagnostics.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'
import { missingReferences } from './missing-references.js'
import { podTemplatesOf } from './pod-templates.js'
import { printedRef } from './refs.js'
import { selectorsWithoutPods } from './template-findings.js'

/** What is wrong between manifests although each of them is valid: selectors that match nothing, Services without endpoints. */
export function findingsOf(view: ClusterView, manifests: readonly CheckedManifest[]): readonly Diagnostic[] {
  const templates = podTemplatesOf(manifests)
  return [...manifests.flatMap((checked) => finders[checked.kind.id]?.(view, checked) ?? []), ...missingReferences(view, templates), ...selectorsWithoutPods(templates)]
}

type Finder = (view: ClusterView, checked: CheckedManifest) => readonly Diagnostic[]

const warn = ({ manifest: { document, pointer } }: CheckedManifest, at: string, message: string): readonly Diagnostic[] =>
  [warning(document.placeOfKey(`${pointer}${at}`), message)]

const findService: Finder = (view, checked) => {
  const service = view.store.get<Service>('Service', keyOf(checked.object.metadata))
  const selector = service?.spec.selector ?? {}
  if (service === undefined || service.spec.type === 'ExternalName' || Object.keys(selector).length === 0) return []
  const slices = view.store.inNamespace<EndpointSlice>('EndpointSlice.discovery.k8s.io', service.metadata.namespace ?? 'default')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
  if (slices.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready === true) === true)) return []
  const ref = printedRef(checked.kind, service.metadata)
  return warn(checked, '/spec/selector', `${ref} has no ready endpoints: ${whyService(view, service).hints.join('; ')}`)
}

const findBudget: Finder = (view, checked) => {
  const { metadata, spec: { selector } } = checked.object as PodDisruptionBudget
  if (selector === undefined) return []
  const matches = compileSelector(selector)
  const ref = printedRef(checked.kind, metadata)
  if (view.store.inNamespace<Pod>('Pod', metadata.namespace ?? 'default').some((pod) => matches(pod.metadata.labels))) return []
  return warn(checked, '/spec/selector', `the selector of ${ref} matches no pod: it protects nothing`)
}

const findAutoscaler: Finder = (view, checked) => {
  const { metadata, spec: { scaleTargetRef } } = checked.object as HorizontalPodAutoscaler
  const kind = resolveResource(scaleTargetRef.kind)
  if (kind === undefined) return []
  const target = printedRef(kind, { name: scaleTargetRef.name, namespace: metadata.namespace })
  const ref = printedRef(checked.kind, metadata)
  if (view.store.get(kind.id, objectKey(metadata.namespace, scaleTargetRef.name)) !== undefined) return []
  return warn(checked, '/spec/scaleTargetRef', `${target} is not there: ${ref} scales nothing`)
}

const finders: Readonly<Record<string, Finder>> = {
  Service: findService,
  'PodDisruptionBudget.policy': findBudget,
  'HorizontalPodAutoscaler.autoscaling': findAutoscaler,
}
