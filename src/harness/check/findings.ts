import { whyService } from '../../assertions/explain/why-service.js'
import { compileSelector } from '../../sim/api/labels.js'
import { resolveResource } from '../../sim/api/kinds/registry.js'
import type { EndpointSlice, HorizontalPodAutoscaler, Pod, PodDisruptionBudget, Service } from '../../sim/api/types.js'
import { keyOf, objectKey } from '../../sim/store/keys.js'
import type { ClusterView } from '../../sim/view.js'
import { diagnose, type Diagnostic } from '../diagnostics.js'
import type { CheckedManifest } from '../manifests/check-manifest.js'

/** What is wrong between manifests although each of them is valid: selectors that match nothing, Services without endpoints. */
export const findingsOf = (view: ClusterView, manifests: readonly CheckedManifest[]): readonly Diagnostic[] =>
  manifests.flatMap((checked) => finders[checked.kind.id]?.(view, checked) ?? [])

type Finder = (view: ClusterView, checked: CheckedManifest) => readonly Diagnostic[]

const warn = ({ manifest: { document, pointer } }: CheckedManifest, at: string, message: string, fix?: string): readonly Diagnostic[] =>
  [diagnose('warning', document.place(`${pointer}${at}`), message, fix === undefined ? {} : { fix })]

const findService: Finder = (view, checked) => {
  const service = view.store.get<Service>('Service', keyOf(checked.object.metadata))
  if (service === undefined || service.spec.type === 'ExternalName' || Object.keys(service.spec.selector ?? {}).length === 0) return []
  const slices = view.store.inNamespace<EndpointSlice>('EndpointSlice.discovery.k8s.io', service.metadata.namespace ?? 'default')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
  if (slices.some(({ endpoints }) => endpoints.some(({ conditions }) => conditions?.ready === true))) return []
  return warn(checked, '/spec/selector', `service/${service.metadata.name} has no ready endpoints: ${whyService(view, service).hints.join('; ')}`)
}

const findBudget: Finder = (view, checked) => {
  const budget = checked.object as PodDisruptionBudget
  const { selector } = budget.spec
  if (selector === undefined) return []
  const matches = compileSelector(selector)
  const pods = view.store.inNamespace<Pod>('Pod', budget.metadata.namespace ?? 'default').filter(({ metadata }) => matches(metadata.labels))
  return pods.length > 0 ? [] : warn(checked, '/spec/selector', `the selector of poddisruptionbudget/${budget.metadata.name} matches no pod: it protects nothing`)
}

const findAutoscaler: Finder = (view, checked) => {
  const { metadata, spec: { scaleTargetRef } } = checked.object as HorizontalPodAutoscaler
  const kind = resolveResource(scaleTargetRef.kind)
  if (kind === undefined || view.store.get(kind.id, objectKey(metadata.namespace, scaleTargetRef.name)) !== undefined) return []
  return warn(checked, '/spec/scaleTargetRef', `${kind.singular}/${scaleTargetRef.name} is not there: horizontalpodautoscaler/${metadata.name} scales nothing`)
}

const finders: Readonly<Record<string, Finder>> = {
  Service: findService,
  'PodDisruptionBudget.policy': findBudget,
  'HorizontalPodAutoscaler.autoscaling': findAutoscaler,
}
