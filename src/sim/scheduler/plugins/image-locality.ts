import { definePlugin, type Incoming, type Plugin, type Snapshot } from '../define.js'

const name = 'ImageLocality'
const mebibyte = 1024 * 1024
const leastBytes = 23 * mebibyte
const mostBytesPerContainer = 1000 * mebibyte

/** Prefers nodes that hold the pod's images, the more so the more nodes hold them (imagelocality, 1.36). */
export const imageLocality: Plugin = definePlugin<unknown, true>({
  name,
  weight: 1,
  isClusterWide: true,
  isOfNodes: true,
  preScore: () => true,
  isScoreIdle: ({ facts }, _, snapshot) => !canMatter(facts.images, snapshot),
  scoreAll,
})

function scoreAll({ facts }: Incoming, _: true, feasible: Int32Array, count: number, scores: Int32Array, snapshot: Snapshot): boolean {
  const mostBytes = mostBytesPerContainer * facts.images.length
  const total = snapshot.nodes.length
  for (let i = 0; i < count; i++) {
    const own = snapshot.nodes[feasible[i]!]!.images
    let bytes = 0
    for (const image of facts.images) {
      const size = own.get(image)
      if (size !== undefined) bytes += Math.trunc(size * ((snapshot.image(image)?.nodes ?? 0) / total))
    }
    const clamped = Math.min(Math.max(bytes, leastBytes), mostBytes)
    scores[i] = Math.trunc((100 * (clamped - leastBytes)) / (mostBytes - leastBytes))
  }
  return true
}

/** Whether any node could score: images below the threshold, all together, are worth nothing. */
function canMatter(images: readonly string[], snapshot: Snapshot): boolean {
  let most = 0
  for (const image of images) most += snapshot.image(image)?.sizeBytes ?? 0
  return most > leastBytes
}
