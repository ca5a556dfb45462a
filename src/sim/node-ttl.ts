/** How long kubelets keep what they read of ConfigMaps and Secrets, by the size of the cluster (pkg/controller/ttl ttl_controller.go, 1.36). */

export const nodeTtlAnnotation = 'node.alpha.kubernetes.io/ttl'

/** Each step reaches down below where the one before ends, so that a cluster on the border does not go to and fro. */
const steps: readonly { readonly least: number, readonly most: number, readonly ttlSeconds: number }[] = [
  { least: 0, most: 100, ttlSeconds: 0 },
  { least: 90, most: 500, ttlSeconds: 15 },
  { least: 450, most: 1_000, ttlSeconds: 30 },
  { least: 900, most: 2_000, ttlSeconds: 60 },
  { least: 1_800, most: Infinity, ttlSeconds: 300 },
]

/** The step of a cluster of so many nodes that was on step `before`. */
export function ttlStep(nodes: number, before: number = 0): number {
  let step = before
  while (nodes > steps[step]!.most) step++
  while (nodes < steps[step]!.least) step--
  return step
}

export const ttlOf = (step: number): string => String(steps[step]!.ttlSeconds)
