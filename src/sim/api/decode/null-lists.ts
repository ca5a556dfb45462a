import type { KindId, KubeObject } from '../types.js'

/** Lists that the API prints though nothing is in them. */
const listsOf: Readonly<Record<KindId, readonly (readonly string[])[]>> = {
  LimitRange: [['spec', 'limits']],
  'EndpointSlice.discovery.k8s.io': [['endpoints'], ['ports']],
  'Role.rbac.authorization.k8s.io': [['rules']],
  'ClusterRole.rbac.authorization.k8s.io': [['rules']],
  'CSINode.storage.k8s.io': [['spec', 'drivers']],
}

type Node = Readonly<Record<string, unknown>>

function withNull(node: Node, [name = '', ...rest]: readonly string[]): Node {
  const value = node[name]
  const next = rest.length > 0 ? withNull(value as Node, rest) : Array.isArray(value) && value.length === 0 ? null : value
  return next === value ? node : { ...node, [name]: next }
}

/** An object as it is stored: empty lists that are printed in any case are null once they went through the server's encodings. */
export function withNullLists<T extends KubeObject>(kind: KindId, object: T): T {
  const lists = listsOf[kind]
  return lists === undefined ? object : (lists.reduce<Node>(withNull, object as unknown as Node) as unknown as T)
}
