import { expect, test } from 'vitest'
import type { ContainerImage } from '../../../../src/sim/api/types.js'
import { changeNodeStatus, clusterOf, settle, type PodShape } from '../rig.js'
import { scoresOf } from '../scores.js'

const mebibyte = 1024 * 1024
const image = (name: string, size: number): ContainerImage => ({ names: [name], sizeBytes: size * mebibyte })
const running = (...images: string[]): PodShape => ({ containers: images.map((name, i) => ({ name: `c${i}`, image: name })) })

test.each<[string, readonly (readonly ContainerImage[])[], PodShape, readonly number[]]>([
  ['on one of three nodes', [[image('big:1', 500)], [], []], running('big:1'), [14, 0, 0]],
  ['on all three', [[image('big:1', 500)], [image('big:1', 500)], [image('big:1', 500)]], running('big:1'), [48, 48, 48]],
  ['without a tag it is the latest', [[image('big:latest', 1000)], [image('big:latest', 1000)], [image('big:latest', 1000)]], running('big'), [100, 100, 100]],
  ['another tag is another image', [[image('big:2', 900)], [], []], running('big:1'), [0, 0, 0]],
  ['small images do not matter', [[image('small:1', 22)], [image('small:1', 22)], []], running('small:1'), [0, 0, 0]],
  ['a registry with a port is no tag', [[image('host:5000/big:latest', 600)], [image('host:5000/big:latest', 600)], []], running('host:5000/big'), [38, 38, 0]],
  ['several containers raise the bar', [[image('a:1', 900), image('b:1', 900)], [], []], running('a:1', 'b:1'), [29, 0, 0]],
])('%s', (_, images, shape, expected) => {
  const cluster = clusterOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
  ;['a', 'b', 'c'].forEach((name, i) => changeNodeStatus(cluster, name, { images: images[i]! }))
  settle(cluster)
  expect(Object.values(scoresOf(cluster, 'ImageLocality', shape))).toEqual(expected)
})
