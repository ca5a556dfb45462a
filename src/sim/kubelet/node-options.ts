import type { ActorContext, ClusterOptions, KubeletOptions } from '../state.js'

const byNode = new WeakMap<ClusterOptions['nodes'], ReadonlyMap<string, KubeletOptions>>()
const none: KubeletOptions = {}

/** What the scenario says of a node's kubelet. */
export function nodeOptions({ options }: Pick<ActorContext, 'options'>, name: string): KubeletOptions {
  let known = byNode.get(options.nodes)
  if (known === undefined) byNode.set(options.nodes, (known = new Map(options.nodes.flatMap(({ name: node, kubelet }) => (kubelet === undefined ? [] : [[node, kubelet] as const])))))
  return known.get(name) ?? none
}
