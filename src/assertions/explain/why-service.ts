import { compileLabelSet } from '../../sim/api/labels.js'
import { Kind } from '../../sim/api/kinds/ids.js'
import type { Pod, Service, StringMap } from '../../sim/api/types.js'
import type { ClusterView } from '../../sim/view.js'
import { textOf } from '../references.js'
import { distinct, reason, together, type Reason } from './reason.js'
import { namesOf, whyPod } from './why-pod.js'

const podsTold = 2
const pairText = (labels: StringMap): string => Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',')

/** Why a Service has fewer endpoints than wanted: its selector matches nothing, or the pods behind it are not ready. */
export function whyService(view: ClusterView, service: Service): Reason {
  const { selector } = service.spec
  const namespace = service.metadata.namespace ?? 'default'
  if (selector === undefined || Object.keys(selector).length === 0) return reason(`${textOf(service)} has no selector: nothing makes endpoints for it`)
  const isChosen = compileLabelSet(selector)
  const chosen = view.store.podsWithLabels(namespace, selector).filter((pod) => isChosen(pod.metadata.labels))
  const near = chosen.length === 0 ? nearestLabels(view, namespace, selector) : ''
  if (chosen.length === 0) return reason(`the selector ${pairText(selector)} of ${textOf(service)} matches no pod in namespace ${namespace}${near}`)
  return together(distinct(chosen.map((pod) => ({ reason: whyPod(view, pod), names: namesOf(pod) })), podsTold))
}

/** `; pods there have app=web (3 of them)`: the pods that agree with most of what is selected. */
export function nearestLabels(view: ClusterView, namespace: string, wanted: StringMap): string {
  const keys = Object.keys(wanted)
  const groups = new Map<string, { readonly agreement: number; count: number }>()
  for (const pod of view.store.inNamespace<Pod>(Kind.Pod, namespace)) {
    const labels = pod.metadata.labels ?? {}
    const own = Object.fromEntries(keys.filter((key) => labels[key] !== undefined).map((key) => [key, labels[key]!]))
    const text = Object.keys(own).length === 0 ? pairText(labels) : pairText(own)
    if (text === '') continue
    const agreement = keys.reduce((sum, key) => sum + (labels[key] === wanted[key] ? 2 : labels[key] === undefined ? 0 : 1), 0)
    const group = groups.get(text) ?? { agreement, count: 0 }
    group.count++
    groups.set(text, group)
  }
  const [nearest] = [...groups].sort(([, a], [, b]) => b.agreement - a.agreement || b.count - a.count)
  return nearest === undefined ? '; there are no pods' : `; ${nearest[1].count === 1 ? 'a pod there has' : `${nearest[1].count} pods there have`} ${nearest[0]}`
}
