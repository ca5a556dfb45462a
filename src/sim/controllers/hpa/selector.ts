import { compileSelector, selectorToString } from '../../api/labels.js'
import type { HorizontalPodAutoscaler, LabelSelector, Pod } from '../../api/types.js'
import type { ActorContext } from '../../state.js'
import type { HpaState } from './state.js'

/** Why a target's selector cannot be used; `eventReason` and `reason` are those of the event and of the ScalingActive condition. */
export interface SelectorProblem {
  readonly eventReason: string
  readonly reason: string
  readonly message: string
  readonly conditionMessage: string
}

/** HorizontalController validateAndParseSelector, 1.36: there must be one, and no other HPA may scale by the same pods. */
export function selectorProblem(context: ActorContext, state: HpaState, hpa: HorizontalPodAutoscaler, selector: LabelSelector | undefined, pods: readonly Pod[]): SelectorProblem | undefined {
  const text = selectorToString(selector)
  if (selector === undefined || text === '<none>' || text === '<error>') {
    return { eventReason: 'SelectorRequired', reason: 'InvalidSelector', message: 'selector is required', conditionMessage: "the HPA target's scale is missing a selector" }
  }
  const others = context.store.inNamespace<HorizontalPodAutoscaler>('HorizontalPodAutoscaler.autoscaling', hpa.metadata.namespace ?? '')
  if (others.length < 2) return undefined
  const rivals = others.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).filter((key) => selectsAny(state.records.get(key)?.selector, pods) || key === keyOf(hpa)).sort()
  if (rivals.length < 2 || pods.length === 0) return undefined
  const message = `pods by selector ${text} are controlled by multiple HPAs: [${rivals.join(' ')}]`
  return { eventReason: 'AmbiguousSelector', reason: 'AmbiguousSelector', message, conditionMessage: message }
}

const keyOf = ({ metadata }: HorizontalPodAutoscaler): string => `${metadata.namespace}/${metadata.name}`

function selectsAny(selector: LabelSelector | undefined, pods: readonly Pod[]): boolean {
  if (selector === undefined) return false
  const isSelected = compileSelector(selector)
  return pods.some((pod) => isSelected(pod.metadata.labels))
}
