import { expect, test } from 'vitest'
import { configProblems } from '../../../src/sim/scheduler/config-problems.js'
import { configFrom } from '../../../src/sim/scheduler/profile.js'
import { registryWith } from '../../../src/sim/scheduler/registry.js'

const registry = registryWith([])
type Fields = Readonly<Record<string, unknown>>
const problems = (fields: Fields): readonly string[] => configProblems(fields, registry).map(({ pointer, message }) => `${pointer}: ${message}`)
const withArgs = (name: string, args: unknown): Fields => ({ pluginConfig: [{ name, args }] })
const strategy = (scoringStrategy: Fields): Fields => withArgs('NodeResourcesFit', { scoringStrategy })
const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }

test.each<[string, Fields]>([
  ['nothing', {}],
  ['a profile', { schedulerName: 'mine', percentageOfNodesToScore: 50, plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeAffinity', weight: 5 }] } } }],
  ['a whole configuration', {
    apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration', parallelism: 16, podInitialBackoffSeconds: 2, podMaxBackoffSeconds: 20,
    profiles: [{ schedulerName: 'a' }, { schedulerName: 'b', plugins: { multiPoint: { enabled: [{ name: 'ImageLocality', weight: 3 }] } } }],
  }],
  ['packing', strategy({ type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 3 }], requestedToCapacityRatio: { shape: [{ utilization: 0, score: 0 }, { utilization: 100, score: 10 }] } })],
  ['default constraints', withArgs('PodTopologySpread', { defaultingType: 'List', defaultConstraints: [constraint] })],
  ['arguments with their kind', withArgs('InterPodAffinity', { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'InterPodAffinityArgs', hardPodAffinityWeight: 0 })],
  ['added affinity', withArgs('NodeAffinity', { addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }] } } })],
])('right: %s', (_, fields) => expect(problems(fields)).toEqual([]))

test.each<[string, Fields, string]>([
  ['an unknown field', { plugin: {} }, '/plugin: there is no field `plugin` here'],
  ['an unknown point', { plugins: { filters: {} } }, '/plugins/filters: there is no field `filters` here'],
  ['an unknown plugin', { plugins: { filter: { disabled: [{ name: 'NodeFit' }] } } }, '/plugins/filter/disabled/0/name: there is no scheduler plugin `NodeFit`'],
  ['a plugin twice', { plugins: { score: { enabled: [{ name: 'NodeAffinity' }, { name: 'NodeAffinity' }] } } }, '/plugins/score/enabled/1: the plugin `NodeAffinity` is there twice'],
  ['two that sort', { plugins: { queueSort: { enabled: [{ name: 'PrioritySort' }, { name: 'NodeName' }] } } }, '/plugins/queueSort/enabled: only one plugin can sort the queue'],
  ['a weight where none counts', { plugins: { filter: { enabled: [{ name: 'NodeName', weight: 2 }] } } }, '/plugins/filter/enabled/0/weight: there is no field `weight` here'],
  ['a share above 100', { percentageOfNodesToScore: 101 }, '/percentageOfNodesToScore: `percentageOfNodesToScore` must be a whole number, 0 to 100, got `101`'],
  ['backoff the wrong way round', { podInitialBackoffSeconds: 20 }, '/podMaxBackoffSeconds: `podMaxBackoffSeconds` (10) must not be less than `podInitialBackoffSeconds` (20)'],
  ['another version', { apiVersion: 'kubescheduler.config.k8s.io/v1beta3' }, '/apiVersion: `apiVersion` must be `kubescheduler.config.k8s.io/v1`, got `kubescheduler.config.k8s.io/v1beta3`'],
  ['extenders', { extenders: [] }, '/extenders: an extender is not simulated'],
  ['no profiles', { profiles: [] }, '/profiles: `profiles` must hold at least one profile'],
  ['a name twice', { profiles: [{ schedulerName: 'a' }, { schedulerName: 'a' }] }, '/profiles/1: the schedulerName `a` is there twice'],
  ['a profile without a name among several', { profiles: [{ schedulerName: 'a' }, {}] }, '/profiles/1: `schedulerName` is missing: with several profiles each needs its own'],
  ['another order of the one queue', { profiles: [{ schedulerName: 'a' }, { schedulerName: 'b', plugins: { queueSort: { enabled: [{ name: 'PrioritySort' }] } } }] }, '/profiles/1/plugins/queueSort: `queueSort` must be the same in all profiles: they share one queue'],
  ['arguments twice', { pluginConfig: [{ name: 'NodeAffinity' }, { name: 'NodeAffinity' }] }, '/pluginConfig/1: the arguments of `NodeAffinity` is there twice'],
  ['a strategy that is not there', strategy({ type: 'BestFit' }), '/pluginConfig/0/args/scoringStrategy/type: `type` must be `LeastAllocated` or `MostAllocated` or `RequestedToCapacityRatio`, got `BestFit`'],
  ['a ratio without its shape', strategy({ type: 'RequestedToCapacityRatio' }), '/pluginConfig/0/args/scoringStrategy: the type `RequestedToCapacityRatio` needs `requestedToCapacityRatio`'],
  ['a shape without its type', strategy({ type: 'LeastAllocated', requestedToCapacityRatio: { shape: [{ utilization: 0, score: 0 }] } }), '/pluginConfig/0/args/scoringStrategy/requestedToCapacityRatio: `requestedToCapacityRatio` is for the type `RequestedToCapacityRatio` only'],
  ['a shape that falls back', strategy({ type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: [{ utilization: 50, score: 0 }, { utilization: 50, score: 1 }] } }), '/pluginConfig/0/args/scoringStrategy/requestedToCapacityRatio/shape/1/utilization: the points of a `shape` must be sorted by rising `utilization`'],
  ['a score of 11', strategy({ type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: [{ utilization: 0, score: 11 }] } }), '/pluginConfig/0/args/scoringStrategy/requestedToCapacityRatio/shape/0/score: `score` must be a whole number, 0 to 10, got `11`'],
  ['a weight of 0', strategy({ resources: [{ name: 'cpu', weight: 0 }] }), '/pluginConfig/0/args/scoringStrategy/resources/0/weight: `weight` must be a whole number, 1 to 100, got `0`'],
  ['weights of balance', withArgs('NodeResourcesBalancedAllocation', { resources: [{ name: 'cpu', weight: 2 }] }), '/pluginConfig/0/args/resources/0/weight: `weight` must be a whole number, 1 to 1, got `2`'],
  ['constraints without List', withArgs('PodTopologySpread', { defaultConstraints: [constraint] }), '/pluginConfig/0/args/defaultConstraints: `defaultConstraints` need `defaultingType: List`'],
  ['a default constraint with a selector', withArgs('PodTopologySpread', { defaultingType: 'List', defaultConstraints: [{ ...constraint, labelSelector: {} }] }), '/pluginConfig/0/args/defaultConstraints/0/labelSelector: a default constraint has no `labelSelector`: it is deduced for each pod'],
  ['the same constraint twice', withArgs('PodTopologySpread', { defaultingType: 'List', defaultConstraints: [constraint, constraint] }), '/pluginConfig/0/args/defaultConstraints/1: the constraint `{zone, DoNotSchedule}` is there twice'],
  ['no candidates', withArgs('DefaultPreemption', { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 }), '/pluginConfig/0/args: `minCandidateNodesPercentage` and `minCandidateNodesAbsolute` cannot both be 0'],
  ['a group with a slash', withArgs('NodeResourcesFit', { ignoredResourceGroups: ['a.io/b'] }), '/pluginConfig/0/args/ignoredResourceGroups/0: a resource group has no `/`, got `a.io/b`'],
  ['a weight of existing affinity', withArgs('InterPodAffinity', { hardPodAffinityWeight: 101 }), '/pluginConfig/0/args/hardPodAffinityWeight: `hardPodAffinityWeight` must be a whole number, 0 to 100, got `101`'],
])('wrong: %s', (_, fields, problem) => expect(problems(fields)).toEqual([problem]))

test('all problems come at once', () => expect(problems({ percentageOfNodesToScore: -1, extenders: [], plugins: [] })).toHaveLength(3))

const filters = (fields: Fields): readonly string[] => [...configFrom(fields, registry).profiles.values()][0]!.filter.map(({ name }) => name)

test('plugins that a point names come first, in its order; then those of multiPoint', () => {
  expect(filters({ plugins: { filter: { enabled: [{ name: 'NodePorts' }, { name: 'TaintToleration' }] } } }).slice(0, 3)).toEqual(['NodePorts', 'TaintToleration', 'NodeUnschedulable'])
  expect(filters({ plugins: { multiPoint: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeAffinity' }, { name: 'NodePorts' }] } } })).toEqual(['NodeAffinity', 'NodePorts'])
  expect(filters({ plugins: { multiPoint: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeAffinity' }] }, filter: { enabled: [{ name: 'NodePorts' }] } } })).toEqual(['NodeAffinity', 'NodePorts'])
})

test('a plugin that is named without a weight weighs 1', () => {
  const { score } = [...configFrom({ plugins: { score: { enabled: [{ name: 'TaintToleration' }] } } }, registry).profiles.values()][0]!
  expect(score.find(({ plugin }) => plugin.name === 'TaintToleration')?.weight).toBe(1)
})
