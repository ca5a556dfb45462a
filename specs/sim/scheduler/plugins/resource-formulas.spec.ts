import { expect, test } from 'vitest'
import { clusterOf, createPod, settle, type PodShape } from '../rig.js'
import { scoresOf } from '../scores.js'

type Row = readonly [usedCpu: number, usedMi: number, cpu: number, mi: number, least: number, most: number, cpuThrice: number, ratio: number, peak: number, balanced: number]

/**
 * On a node of 4 CPUs and 32Gi. Least: mean of trunc((cap - used) * 100 / cap); most: of trunc(used * 100 / cap); thrice: weights 3 and 1;
 * ratio: shape {0:0, 100:10}; peak: {0:2, 50:10, 100:0}, only scores above 0 in the mean; balanced: 50 + trunc((50 + with - without) / 2),
 * each trunc((1 - |cpu - memory| / 2) * 100).
 */
const rows: readonly Row[] = [
  [0, 0, 100, 500, 97, 1, 97, 2, 22, 74],
  [500, 1024, 500, 1024, 84, 15, 79, 16, 45, 72],
  [1000, 2048, 1000, 512, 71, 28, 60, 29, 66, 69],
  [1500, 4096, 250, 1024, 70, 29, 63, 29, 66, 74],
  [2000, 8192, 2000, 8192, 25, 75, 12, 75, 100, 69],
  [3000, 12288, 999, 4096, 25, 74, 12, 75, 51, 72],
  [3900, 16384, 50, 16384, 0, 99, 0, 99, 4, 86],
  [100, 200, 3900, 100, 49, 50, 24, 100, 20, 50],
  [0, 32000, 4000, 768, 0, 100, 0, 100, 0, 99],
  [2500, 30000, 1500, 2000, 1, 98, 0, 99, 6, 81],
  [1, 1, 1, 1, 99, 0, 99, 0, 20, 75],
  [3999, 32767, 1, 1, 0, 100, 0, 100, 0, 75],
  [1234, 5678, 321, 987, 70, 29, 65, 29, 66, 73],
  [700, 25000, 300, 5000, 41, 58, 58, 58, 39, 73],
  [2222, 11111, 1111, 2222, 37, 61, 26, 62, 59, 69],
]

const amounts = (cpu: number, mi: number): PodShape => ({ requests: { cpu: `${cpu}m`, memory: `${mi}Mi` } })

function scoreWith(scoringStrategy: Record<string, unknown> | undefined, plugin: string, [usedCpu, usedMi, cpu, mi]: Row): number | undefined {
  const pluginConfig = scoringStrategy === undefined ? [] : [{ name: 'NodeResourcesFit', args: { scoringStrategy } }]
  const cluster = clusterOf([{ name: 'n', cpu: '4', memory: '32Gi' }], { scheduler: { pluginConfig } })
  createPod(cluster, 'there', amounts(usedCpu, usedMi))
  settle(cluster)
  return scoresOf(cluster, plugin, amounts(cpu, mi))['n']
}

const title = 'with %i m and %i Mi used, %i m and %i Mi asked'
test.each(rows)(`LeastAllocated ${title}`, (...row) => expect(scoreWith({ type: 'LeastAllocated' }, 'NodeResourcesFit', row)).toBe(row[4]))
test.each(rows)(`MostAllocated ${title}`, (...row) => expect(scoreWith({ type: 'MostAllocated' }, 'NodeResourcesFit', row)).toBe(row[5]))
test.each(rows)(`weights of 3 and 1 ${title}`, (...row) => {
  expect(scoreWith({ type: 'LeastAllocated', resources: [{ name: 'cpu', weight: 3 }, { name: 'memory', weight: 1 }] }, 'NodeResourcesFit', row)).toBe(row[6])
})
const shapes = { ratio: [{ utilization: 0, score: 0 }, { utilization: 100, score: 10 }], peak: [{ utilization: 0, score: 2 }, { utilization: 50, score: 10 }, { utilization: 100, score: 0 }] }
test.each(rows)(`RequestedToCapacityRatio, packing ${title}`, (...row) => {
  expect(scoreWith({ type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: shapes.ratio } }, 'NodeResourcesFit', row)).toBe(row[7])
})
test.each(rows)(`RequestedToCapacityRatio, half full is best ${title}`, (...row) => {
  expect(scoreWith({ type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: shapes.peak } }, 'NodeResourcesFit', row)).toBe(row[8])
})
test.each(rows)(`BalancedAllocation ${title}`, (...row) => expect(scoreWith(undefined, 'NodeResourcesBalancedAllocation', row)).toBe(row[9]))
