import {
  all, anything, distinct, fieldsOf, isFields, listOf, oneOf, step, text, truth, wholeNumber, type Check, type Fields,
} from './config-shape.js'
import { compileTerms } from './node-affinity-terms.js'

/** The arguments of each default plugin and what they must be (apis/config/validation validation_pluginargs.go, 1.36). */

const most = Number.MAX_SAFE_INTEGER

const resources = (leastWeight: number, mostWeight: number): Check =>
  all(listOf(fieldsOf({ name: text, weight: wholeNumber(leastWeight, mostWeight) }, 'name')), distinct('the resource', ({ name }) => name as string))

const rising: Check = (value, pointer, report) => {
  if (!Array.isArray(value)) return
  if (value.length === 0) report(pointer, '`shape` needs at least one point')
  const at = (item: unknown): number => Number((item as Fields | undefined)?.['utilization'])
  value.forEach((item: unknown, i) => {
    if (i > 0 && at(item) <= at(value[i - 1])) report(step(step(pointer, i), 'utilization'), 'the points of a `shape` must be sorted by rising `utilization`')
  })
}
const shape = all(listOf(fieldsOf({ utilization: wholeNumber(0, 100), score: wholeNumber(0, 10) }, 'utilization', 'score')), rising)

const scoringStrategy = all(
  fieldsOf({
    type: oneOf('LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'), resources: resources(1, 100), requestedToCapacityRatio: fieldsOf({ shape }, 'shape'),
  }),
  (value, pointer, report) => {
    if (!isFields(value)) return
    const isRatio = value['type'] === 'RequestedToCapacityRatio'
    const hasRatio = value['requestedToCapacityRatio'] !== undefined
    if (isRatio && !hasRatio) report(pointer, 'the type `RequestedToCapacityRatio` needs `requestedToCapacityRatio`', 'add `requestedToCapacityRatio: { shape: [{ utilization: 0, score: 0 }, { utilization: 100, score: 10 }] }`')
    if (!isRatio && hasRatio) report(step(pointer, 'requestedToCapacityRatio'), '`requestedToCapacityRatio` is for the type `RequestedToCapacityRatio` only')
  },
)

const constraint = fieldsOf({
  maxSkew: wholeNumber(1, most), topologyKey: text, whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'), minDomains: wholeNumber(1, most),
  nodeAffinityPolicy: oneOf('Honor', 'Ignore'), nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
  labelSelector: (_, pointer, report) => report(pointer, 'a default constraint has no `labelSelector`: it is deduced for each pod'),
}, 'maxSkew', 'topologyKey', 'whenUnsatisfiable')

const spreadArgs = all(
  fieldsOf({
    defaultingType: oneOf('System', 'List'),
    defaultConstraints: all(listOf(constraint), distinct('the constraint', ({ topologyKey, whenUnsatisfiable }) => `{${String(topologyKey)}, ${String(whenUnsatisfiable)}}`)),
  }),
  (value, pointer, report) => {
    const constraints = isFields(value) ? value['defaultConstraints'] : undefined
    const isList = isFields(value) && value['defaultingType'] === 'List'
    if (Array.isArray(constraints) && constraints.length > 0 && !isList) report(step(pointer, 'defaultConstraints'), '`defaultConstraints` need `defaultingType: List`', 'add `defaultingType: List`')
  },
)

const terms: Check = (value, pointer, report) => {
  if (!Array.isArray(value) || value.length === 0) return report(pointer, '`nodeSelectorTerms` must be a list with at least one term')
  try {
    compileTerms(value)
  } catch {
    report(pointer, 'these terms cannot be read')
  }
}
const preferred = listOf(fieldsOf({ weight: wholeNumber(1, 100), preference: anything }, 'weight', 'preference'))
const addedAffinity = fieldsOf({
  requiredDuringSchedulingIgnoredDuringExecution: fieldsOf({ nodeSelectorTerms: terms }, 'nodeSelectorTerms'), preferredDuringSchedulingIgnoredDuringExecution: preferred,
})

const candidates = all(
  fieldsOf({ minCandidateNodesPercentage: wholeNumber(0, 100), minCandidateNodesAbsolute: wholeNumber(0, most) }),
  (value, pointer, report) => {
    if (isFields(value) && value['minCandidateNodesPercentage'] === 0 && value['minCandidateNodesAbsolute'] === 0) report(pointer, '`minCandidateNodesPercentage` and `minCandidateNodesAbsolute` cannot both be 0')
  },
)

const group: Check = (value, pointer, report) => {
  text(value, pointer, report)
  if (typeof value === 'string' && value.includes('/')) report(pointer, `a resource group has no \`/\`, got \`${value}\``, 'give the part before the `/`')
}

/** `apiVersion` and `kind` may stand beside the arguments. */
const withKind = (check: Check): Check => (value, pointer, report) => {
  if (!isFields(value)) return check(value, pointer, report)
  const { apiVersion: _, kind: __, ...args } = value
  check(args, pointer, report)
}

export const argChecks: Readonly<Record<string, Check>> = {
  DefaultPreemption: withKind(candidates),
  InterPodAffinity: withKind(fieldsOf({ hardPodAffinityWeight: wholeNumber(0, 100), ignorePreferredTermsOfExistingPods: truth })),
  NodeAffinity: withKind(fieldsOf({ addedAffinity })),
  NodeResourcesBalancedAllocation: withKind(fieldsOf({ resources: resources(1, 1) })),
  NodeResourcesFit: withKind(fieldsOf({ ignoredResources: listOf(text), ignoredResourceGroups: listOf(group), scoringStrategy })),
  PodTopologySpread: withKind(spreadArgs),
  VolumeBinding: withKind(fieldsOf({ bindTimeoutSeconds: wholeNumber(0, most) })),
  DynamicResources: withKind(fieldsOf({ filterTimeout: text, bindingTimeout: text })),
}
