import { expect, test } from 'vitest'
import { changeNodeStatus, clusterOf, createPod, podOf, settle } from '../rig.js'
import { explainPlacement } from '../../../../src/sim/scheduler/explain.js'
import { scoresOf } from '../scores.js'

/** Sizes in Mi and on how many nodes each image is; the first node holds all. Score: 100 * (sum - 23Mi) / (1000Mi * images - 23Mi), each size times its share of nodes. */
test.each<[sizes: readonly number[], holders: readonly number[], nodes: number, score: number]>([
  [[500], [1], 3, 14], [[500], [3], 3, 48], [[23], [1], 1, 0], [[24], [1], 1, 0], [[1000], [1], 1, 100], [[2000], [1], 1, 100], [[100], [1], 2, 2],
  [[300, 400], [1, 1], 1, 34], [[300, 400], [1, 2], 2, 26], [[900, 900], [2, 2], 4, 44], [[1500, 10], [1, 1], 1, 75], [[250], [2], 5, 7],
])('ImageLocality: images of %j Mi on %j of %i nodes', (sizes, holders, count, score) => {
  const cluster = clusterOf(Array.from({ length: count }, (_, i) => ({ name: `n${i}` })))
  for (let i = 0; i < count; i++) {
    changeNodeStatus(cluster, `n${i}`, { images: sizes.flatMap((size, image) => (i < holders[image]! ? [{ names: [`image-${image}:1`], sizeBytes: size * 1024 * 1024 }] : [])) })
  }
  settle(cluster)
  const probe = podOf('probe')
  const pod = { ...probe, spec: { ...probe.spec, containers: sizes.map((_, i) => ({ name: `c${i}`, image: `image-${i}:1` })) } }
  const { nodes } = explainPlacement(cluster, pod)
  expect(nodes.find(({ node }) => node === 'n0')?.scores.find(({ plugin }) => plugin === 'ImageLocality')?.score).toBe(score)
})

const zone = 'topology.kubernetes.io/zone'
const spread = { labels: { app: 'a' } }

/** raw = round(count * ln(zones + 2) + maxSkew - 1); score = 100 * (most + least - raw) / most. */
test.each<[counts: readonly number[], maxSkew: number, scores: readonly number[]]>([
  [[2, 1, 0], 1, [0, 33, 100]], [[0, 0, 0], 1, [100, 100, 100]], [[5, 5, 5], 1, [100, 100, 100]], [[1, 2, 3], 1, [100, 80, 40]], [[4, 0, 0], 2, [14, 100, 100]],
  [[3, 1, 1], 3, [57, 100, 100]], [[10, 1, 4], 1, [12, 100, 75]], [[7, 2, 2], 5, [46, 100, 100]], [[1, 1, 0], 1, [0, 0, 100]], [[6, 3, 0], 2, [9, 54, 100]],
])('PodTopologySpread: %j pods in three zones, maxSkew %i', (counts, maxSkew, scores) => {
  const cluster = clusterOf(counts.map((_, i) => ({ name: `n${i}`, labels: { [zone]: `z${i}` } })))
  counts.forEach((count, i) => {
    for (let k = 0; k < count; k++) createPod(cluster, `p${i}-${k}`, { ...spread, nodeSelector: { [zone]: `z${i}` } })
  })
  settle(cluster)
  const constraint = { maxSkew, topologyKey: zone, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'a' } } }
  expect(Object.values(scoresOf(cluster, 'PodTopologySpread', { ...spread, topologySpreadConstraints: [constraint] }))).toEqual(scores)
})

/** raw -> 100 * (raw - least) / (most - least); weights of the pods on each node by their own zone. */
test.each<[weights: readonly number[], scores: readonly number[]]>([
  [[-10, 0, 30], [0, 25, 100]], [[0, 0, 0], [0, 0, 0]], [[5, 5, 5], [0, 0, 0]], [[1, 2, 3], [0, 50, 100]], [[100, 1, 1], [100, 0, 0]], [[-100, -50, 0], [0, 50, 100]],
  [[7, 3, 0], [100, 42, 0]], [[-1, 0, 1], [0, 50, 100]], [[33, 66, 100], [0, 49, 100]], [[2, 0, 99], [2, 0, 100]],
])('InterPodAffinity: worth of %j', (weights, scores) => {
  const cluster = clusterOf(weights.map((_, i) => ({ name: `n${i}` })))
  weights.forEach((_, i) => createPod(cluster, `p${i}`, { labels: { app: `a${i}` }, nodeSelector: { 'kubernetes.io/hostname': `n${i}` } }))
  settle(cluster)
  const termsOf = (isWanted: (weight: number) => boolean): { readonly weight: number; readonly podAffinityTerm: { readonly topologyKey: string; readonly labelSelector: object } }[] =>
    weights.flatMap((weight, i) => (isWanted(weight) ? [{ weight: Math.abs(weight), podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: `a${i}` } } } }] : []))
  const affinity = {
    podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: termsOf((weight) => weight > 0) },
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: termsOf((weight) => weight < 0) },
  }
  const found = scoresOf(cluster, 'InterPodAffinity', { affinity })
  expect(weights.map((_, i) => found[`n${i}`] ?? 0)).toEqual(scores)
})
