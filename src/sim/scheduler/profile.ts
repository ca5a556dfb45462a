import type { Pod } from '../api/types.js'
import type { Millis } from '../api/types.js'
import type { ActorContext } from '../state.js'
import type { Plugin, PluginArgs } from './define.js'
import { defaultPlugins, registryOf, type Registry } from './registry.js'

export interface ScorePlugin {
  readonly plugin: Plugin
  readonly weight: number
}

/** Which plugins run where, compiled from the fields of a KubeSchedulerConfiguration profile. */
export interface Profile {
  readonly schedulerName: string
  readonly preEnqueue: readonly Plugin[]
  readonly check: readonly Plugin[]
  readonly filter: readonly Plugin[]
  readonly score: readonly ScorePlugin[]
  readonly permit: readonly Plugin[]
  /** Plugins whose answers rest on more of a pod than the scheduler itself reads. */
  readonly groupBy: readonly Plugin[]
  /** Whether filters and scores are the default ones, of which is known what they read. */
  readonly hasOnlyDefaults: boolean
  /** Whether pods are told apart by those labels alone that terms and constraints ask for; default constraints of the profile ask for others. */
  readonly sharesTemplates: boolean
  /** Whether DefaultPreemption runs, and DynamicResources, which has its say in every message. */
  readonly preempts: boolean
  readonly hasDynamicResources: boolean
  /** Whether pods wait for their volumes, and how long at most. */
  readonly bindsVolumes: boolean
  readonly volumeTimeoutMs: Millis
  readonly args: (plugin: string) => PluginArgs
  /** 0: as many as the size of the cluster asks for. */
  readonly percentageOfNodesToScore: number
}

/** A KubeSchedulerConfiguration: profiles by schedulerName, and what holds for the one queue that they share. */
export interface SchedulerConfig {
  readonly profiles: ReadonlyMap<string, Profile>
  readonly initialBackoffMs: Millis
  readonly maxBackoffMs: Millis
}

interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[]
  readonly disabled?: readonly { readonly name: string }[]
}
interface ProfileFields {
  readonly schedulerName?: string
  readonly percentageOfNodesToScore?: number
  readonly plugins?: Readonly<Record<string, PluginSet>>
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: PluginArgs }[]
}
interface ConfigFields extends ProfileFields {
  readonly profiles?: readonly ProfileFields[]
  readonly podInitialBackoffSeconds?: number
  readonly podMaxBackoffSeconds?: number
}

export const defaultSchedulerName = 'default-scheduler'

const configs = new WeakMap<Registry, WeakMap<object, SchedulerConfig>>()
const noArgs: PluginArgs = {}

export const configOf = ({ cluster, options }: Pick<ActorContext, 'cluster' | 'options'>): SchedulerConfig => configFrom(options.scheduler, registryOf(cluster.controlPlane))

/** The last one asked for, as nearly all questions of a run are for one. */
let last: { readonly fields: object; readonly registry: Registry; readonly config: SchedulerConfig } | undefined

/** The fields are those of a whole configuration, or of its only profile. */
export function configFrom(fields: Readonly<Record<string, unknown>>, registry: Registry): SchedulerConfig {
  if (last?.fields === fields && last.registry === registry) return last.config
  let byFields = configs.get(registry)
  if (byFields === undefined) configs.set(registry, (byFields = new WeakMap()))
  let config = byFields.get(fields)
  if (config === undefined) byFields.set(fields, (config = compileConfig(fields, registry)))
  last = { fields, registry, config }
  return config
}

const nameOf = (pod: Pod): string => pod.spec.schedulerName ?? defaultSchedulerName

/** The pod's profile; undefined for pods that other schedulers are to place. */
export const profileFor = (context: Pick<ActorContext, 'cluster' | 'options'>, pod: Pod): Profile | undefined => configOf(context).profiles.get(nameOf(pod))

/** Of a pod that is known to be this scheduler's. */
export const profileOf = (context: Pick<ActorContext, 'cluster' | 'options'>, pod: Pod): Profile => {
  const { profiles } = configOf(context)
  return profiles.get(nameOf(pod)) ?? profiles.values().next().value!
}

function compileConfig(fields: ConfigFields, registry: Registry): SchedulerConfig {
  const { profiles = [fields], percentageOfNodesToScore, podInitialBackoffSeconds = 1, podMaxBackoffSeconds = 10 } = fields
  const compiled = profiles.map((profile) => compileProfile({ ...(percentageOfNodesToScore === undefined ? {} : { percentageOfNodesToScore }), ...profile }, registry))
  return {
    profiles: new Map(compiled.map((profile) => [profile.schedulerName, profile])),
    initialBackoffMs: podInitialBackoffSeconds * 1000, maxBackoffMs: podMaxBackoffSeconds * 1000,
  }
}

function compileProfile(fields: ProfileFields, registry: Registry): Profile {
  const config = new Map((fields.pluginConfig ?? []).map(({ name, args }) => [name, args ?? noArgs]))
  const at = (point: string): readonly ScorePlugin[] => pluginsAt(fields.plugins ?? {}, point, registry)
  const pluginsOf = (point: string): readonly Plugin[] => at(point).map(({ plugin }) => plugin)
  const has = (point: string, name: string): boolean => pluginsOf(point).some((plugin) => plugin.name === name)
  const [filter, score] = [pluginsOf('filter').filter((plugin) => plugin.filter !== undefined), at('score').filter(({ plugin }) => (plugin.score ?? plugin.scoreAll) !== undefined)]
  const args = (plugin: string): PluginArgs => config.get(plugin) ?? noArgs
  const hasOnlyDefaults = [...filter, ...score.map(({ plugin }) => plugin)].every((plugin) => defaultPlugins.includes(plugin))
  const timeout = args('VolumeBinding')['bindTimeoutSeconds']
  return {
    schedulerName: fields.schedulerName ?? defaultSchedulerName,
    preEnqueue: pluginsOf('preEnqueue').filter(({ preEnqueue }) => preEnqueue !== undefined),
    check: pluginsOf('preFilter').filter(({ check }) => check !== undefined),
    filter, score, args,
    permit: pluginsOf('permit').filter(({ permit }) => permit !== undefined),
    hasOnlyDefaults, sharesTemplates: hasOnlyDefaults && args('PodTopologySpread')['defaultingType'] !== 'List',
    groupBy: [...new Set([...filter, ...score.map(({ plugin }) => plugin)])].filter(({ groupBy }) => groupBy !== undefined),
    preempts: has('postFilter', 'DefaultPreemption'),
    hasDynamicResources: has('postFilter', 'DynamicResources'),
    bindsVolumes: has('preBind', 'VolumeBinding'),
    volumeTimeoutMs: (typeof timeout === 'number' && timeout > 0 ? timeout : 600) * 1000,
    percentageOfNodesToScore: fields.percentageOfNodesToScore ?? 0,
  }
}

/**
 * The plugins of multiPoint, the default ones first (v1/default_plugins.go mergePluginSet); then at the point itself: those of both that
 * the point names come first in its order, then the others of multiPoint, then what only the point names (framework/runtime
 * expandMultiPointPlugins, 1.36). A plugin that is named without a weight weighs 1 (getScoreWeights).
 */
function pluginsAt(sets: Readonly<Record<string, PluginSet>>, point: string, registry: Registry): readonly ScorePlugin[] {
  const [general, special] = [generalPlugins(sets['multiPoint'] ?? {}, registry), sets[point] ?? {}]
  const named = resolve(special, registry)
  const isNamed = ({ plugin }: ScorePlugin): boolean => named.some((item) => item.plugin === plugin)
  const kept = isOff(special, '*') ? [] : general.filter(({ plugin }) => !isOff(special, plugin.name))
  const overriding = named.filter(({ plugin }) => kept.some((item) => item.plugin === plugin))
  return [...overriding, ...kept.filter((item) => !isNamed(item)), ...named.filter((item) => !overriding.includes(item))]
}

const isOff = ({ disabled = [] }: PluginSet, name: string): boolean => disabled.some((item) => item.name === name)

const resolve = ({ enabled = [] }: PluginSet, { plugins }: Registry): readonly ScorePlugin[] =>
  enabled.flatMap(({ name, weight }) => plugins.filter((plugin) => plugin.name === name).map((plugin) => ({ plugin, weight: weight === undefined || weight === 0 ? 1 : weight })))

/** Added plugins take part without being named, like the default ones. */
function generalPlugins(set: PluginSet, registry: Registry): readonly ScorePlugin[] {
  const named = resolve(set, registry)
  const own = (plugin: Plugin): ScorePlugin => named.find((item) => item.plugin === plugin) ?? { plugin, weight: plugin.weight ?? 1 }
  const kept = isOff(set, '*') ? [] : registry.plugins.filter(({ name }) => !isOff(set, name)).map(own)
  return [...kept, ...named.filter(({ plugin }) => !kept.some((item) => item.plugin === plugin))]
}
