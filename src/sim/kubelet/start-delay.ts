import type { Container, Millis } from '../api/types.js'
import { matchesGlob } from '../runtime/glob.js'
import { imageName } from '../runtime/image-name.js'
import type { ActorContext } from '../state.js'

/** From created to running, which takes longer under a `slow-start` of the image. */
export function startDelay({ cluster }: ActorContext, { image = '' }: Container, startMs: Millis): Millis {
  if (cluster.conditions.length === 0) return startMs
  const parsed = imageName(image)
  let delay = startMs
  for (const { fault, params } of cluster.conditions) {
    if (fault !== 'slow-start') continue
    const pattern = params['image'] as string
    if (matchesGlob(pattern, image) || (parsed.ok && matchesGlob(pattern, parsed.name))) delay = delay * (params['factor'] as number) + (params['byMs'] as number)
  }
  return Math.round(delay)
}
