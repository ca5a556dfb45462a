import type { Node } from '../api/types.js'
import { updateObject } from '../apiserver/update.js'
import type { ActorContext } from '../state.js'

const mirrored = [['kubernetes.io/os', 'beta.kubernetes.io/os'], ['kubernetes.io/arch', 'beta.kubernetes.io/arch']] as const

/** Keeps the beta labels of a node equal to the stable ones (node-lifecycle-controller reconcileNodeLabels, 1.36). */
export function mirrorLabels(context: ActorContext, name: string): void {
  const node = context.store.get<Node>('Node', name)
  const labels = node?.metadata.labels
  if (node === undefined || labels === undefined) return
  const changed = mirrored.filter(([stable, beta]) => labels[stable] !== undefined && labels[beta] !== labels[stable])
  if (changed.length === 0) return
  const added = Object.fromEntries(changed.map(([stable, beta]) => [beta, labels[stable]!]))
  updateObject(context, { ...node, metadata: { ...node.metadata, labels: { ...labels, ...added } } })
}
