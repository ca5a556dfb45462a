import type { Node } from '../api/types.js'

/** Nodes by zone, zones and nodes in order of arrival (kube-scheduler backend/cache nodeTree, 1.36). Immutable. */
export type NodeTree = readonly { readonly zone: string; readonly nodes: readonly string[] }[]

const labelOf = (node: Node, beta: string, stable: string): string => node.metadata.labels?.[beta] ?? node.metadata.labels?.[stable] ?? ''

/** Region and zone; empty when the node has neither label (component-helpers node/topology GetZoneKey). */
export function zoneOf(node: Node): string {
  const zone = labelOf(node, 'failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone')
  const region = labelOf(node, 'failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region')
  return zone === '' && region === '' ? '' : `${region}:\u0000:${zone}`
}

export function addToTree(tree: NodeTree, node: Node): NodeTree {
  const zone = zoneOf(node)
  const { name } = node.metadata
  const home = tree.find((branch) => branch.zone === zone)
  if (home === undefined) return [...tree, { zone, nodes: [name] }]
  return home.nodes.includes(name) ? tree : tree.map((branch) => (branch === home ? { zone, nodes: [...branch.nodes, name] } : branch))
}

export function removeFromTree(tree: NodeTree, node: Node): NodeTree {
  const zone = zoneOf(node)
  return tree
    .map((branch) => (branch.zone === zone ? { zone, nodes: branch.nodes.filter((name) => name !== node.metadata.name) } : branch))
    .filter((branch) => branch.nodes.length > 0)
}

/** The order in which nodes are looked at: one of each zone in turn. */
export function listNodes(tree: NodeTree): readonly string[] {
  const names: string[] = []
  const longest = tree.reduce((most, { nodes }) => Math.max(most, nodes.length), 0)
  for (let i = 0; i < longest; i++) for (const { nodes } of tree) if (i < nodes.length) names.push(nodes[i]!)
  return names
}
