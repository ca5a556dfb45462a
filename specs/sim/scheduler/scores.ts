import { explainPlacement } from '../../../src/sim/scheduler/explain.js'
import type { Cluster } from '../../../src/sim/state.js'
import { podOf, type PodShape } from './rig.js'

/** A plugin's score of each node that would do, by node. */
export function scoresOf(cluster: Cluster, plugin: string, shape: PodShape): Readonly<Record<string, number | undefined>> {
  const { nodes } = explainPlacement(cluster, podOf('probe', shape))
  return Object.fromEntries(nodes.filter(({ rejections }) => rejections.length === 0).map(({ node, scores }) =>
    [node, scores.find((score) => score.plugin === plugin)?.score]))
}

/** Reasons of the first plugin that turns each node down; empty when the node would do. */
export function reasonsOf(cluster: Cluster, shape: PodShape): Readonly<Record<string, string>> {
  const { nodes } = explainPlacement(cluster, podOf('probe', shape))
  return Object.fromEntries(nodes.map(({ node, rejections }) => [node, rejections[0]?.reasons.join(', ') ?? '']))
}
