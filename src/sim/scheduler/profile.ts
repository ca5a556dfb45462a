import type { Millis } from '../api/types.js'
import type { Plugin } from './define.js'
import { plugins } from './registry.js'

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
  /** Whether DefaultPreemption runs. */
  readonly preempts: boolean
  readonly args: (plugin: string) => Readonly<Record<string, unknown>>
  /** 0: as many as the size of the cluster asks for. */
  readonly percentageOfNodesToScore: number
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
  readonly podInitialBackoffSeconds?: number
  readonly podMaxBackoffSeconds?: number
  readonly plugins?: Readonly<Record<string, PluginSet>>
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: Readonly<Record<string, unknown>> }[]
}

const profiles = new WeakMap<object, Profile>()
const noArgs: Readonly<Record<string, unknown>> = {}

/** Bit of a plugin in a set of plugins. */
export const pluginBit = (name: string): number => 1 << plugins.findIndex((plugin) => plugin.name === name)

export function profileOf(fields: Readonly<Record<string, unknown>>): Profile {
  const known = profiles.get(fields)
  if (known !== undefined) return known
  const profile = compileProfile(fields as ProfileFields)
  profiles.set(fields, profile)
  return profile
}

function compileProfile(fields: ProfileFields): Profile {
  const config = new Map((fields.pluginConfig ?? []).map(({ name, args }) => [name, args ?? noArgs]))
  const at = (point: string): readonly ScorePlugin[] => pluginsAt(fields.plugins ?? {}, point)
  return {
    schedulerName: fields.schedulerName ?? 'default-scheduler',
    preEnqueue: at('preEnqueue').map(({ plugin }) => plugin).filter(({ preEnqueue }) => preEnqueue !== undefined),
    check: at('preFilter').map(({ plugin }) => plugin).filter(({ check }) => check !== undefined),
    filter: at('filter').map(({ plugin }) => plugin).filter(({ filter }) => filter !== undefined),
    score: at('score').filter(({ plugin }) => plugin.weight !== undefined),
    preempts: at('postFilter').some(({ plugin }) => plugin.name === 'DefaultPreemption'),
    args: (plugin) => config.get(plugin) ?? noArgs,
    percentageOfNodesToScore: fields.percentageOfNodesToScore ?? 0,
    initialBackoffMs: (fields.podInitialBackoffSeconds ?? 1) * 1000,
    maxBackoffMs: (fields.podMaxBackoffSeconds ?? 10) * 1000,
  }
}

/**
 * Plugins that are enabled at the point itself come first in the order given, unless that only changes the weight of a default one;
 * then those of multiPoint (framework/runtime expandMultiPointPlugins, 1.36).
 */
function pluginsAt(sets: Readonly<Record<string, PluginSet>>, point: string): readonly ScorePlugin[] {
  const [general, special] = [sets['multiPoint'] ?? {}, sets[point] ?? {}]
  const isOff = (set: PluginSet, name: string): boolean => (set.disabled ?? []).some((item) => item.name === '*' || item.name === name)
  const weightIn = (set: PluginSet, name: string): number | undefined => (set.enabled ?? []).find((item) => item.name === name)?.weight
  const named = (set: PluginSet): readonly Plugin[] => (set.enabled ?? []).flatMap(({ name }) => plugins.filter((plugin) => plugin.name === name))
  const defaults = plugins.filter(({ name }) => !isOff(general, name))
  const all = [...defaults, ...named(general).filter((plugin) => !defaults.includes(plugin))]
  const kept = all.filter(({ name }) => !isOff(special, name) || named(special).some((plugin) => plugin.name === name))
  const first = named(special).filter((plugin) => !all.includes(plugin) || isOff(special, plugin.name))
  return [...first, ...kept.filter((plugin) => !first.includes(plugin))]
    .map((plugin) => ({ plugin, weight: weightIn(special, plugin.name) || weightIn(general, plugin.name) || plugin.weight || 1 }))
}
