import { expect, test } from 'vitest'
import type { Container, PodSpec } from '../../../src/sim/api/types.js'
import { nonZeroRequestsOf, requestsOf, scoredRequestsOf } from '../../../src/sim/scheduler/requests.js'

const container = (requests: Record<string, string> = {}, restartPolicy?: string): Container =>
  ({ name: 'c', resources: { requests }, ...(restartPolicy === undefined ? {} : { restartPolicy }) })
const sidecar = (requests: Record<string, string>): Container => container(requests, 'Always')
const cpu = (value: string): Record<string, string> => ({ cpu: value })

test.each<[string, PodSpec, number]>([
  ['containers add up', { containers: [container(cpu('2')), container(cpu('1'))] }, 3000],
  ['the largest init container counts when it is more',
    { initContainers: [container(cpu('2')), container(cpu('4'))], containers: [container(cpu('2')), container(cpu('1'))] }, 4000],
  ['a sidecar runs beside those after it',
    { initContainers: [sidecar(cpu('1')), container(cpu('2')), container(cpu('4'))], containers: [container(cpu('2')), container(cpu('1'))] }, 5000],
  ['a sidecar at the end does not', { initContainers: [container(cpu('2')), container(cpu('4')), sidecar(cpu('1'))],
    containers: [container(cpu('2')), container(cpu('1'))] }, 4000],
  ['overhead comes on top', { containers: [container(cpu('1'))], overhead: cpu('250m') }, 1250],
  ['requests of the pod replace the sum', { containers: [container(cpu('1')), container(cpu('1'))], resources: { requests: cpu('1500m') } }, 1500],
  ['less than a thousandth counts as one', { containers: [container(cpu('100u'))] }, 1],
  ['nothing asked, nothing counted', { containers: [container()] }, 0],
])('cpu: %s', (_, spec, expected) => {
  expect(requestsOf(spec).cpuMillis).toBe(expected)
})

test('a container without requests counts as 100m and 200Mi where scores are made', () => {
  const spec: PodSpec = { containers: [container(cpu('500m')), container()] }
  expect(nonZeroRequestsOf(spec)).toMatchObject({ cpuMillis: 600, memoryBytes: 2 * 209_715_200 })
  expect(requestsOf(spec)).toMatchObject({ cpuMillis: 500, memoryBytes: 0 })
})

test('an explicit zero stays zero', () => {
  expect(nonZeroRequestsOf({ containers: [container({ cpu: '0', memory: '0' })] })).toMatchObject({ cpuMillis: 0, memoryBytes: 0 })
})

test('requests of the pod as a whole: kept for the node, not for the fit score', () => {
  const spec: PodSpec = { containers: [container(), container()], resources: { requests: cpu('1') } }
  expect(nonZeroRequestsOf(spec)).toMatchObject({ cpuMillis: 1000, memoryBytes: 2 * 209_715_200 })
  expect(scoredRequestsOf(spec)).toMatchObject({ cpuMillis: 200, memoryBytes: 2 * 209_715_200 })
})

test('extended resources, huge pages and attachable volumes are counted by name', () => {
  const asked = { 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi', 'ephemeral-storage': '1Gi', storage: '5Gi' }
  const { scalars, ephemeralBytes } = requestsOf({ containers: [container(asked)] })
  expect([...scalars]).toEqual([['example.com/gpu', 2], ['hugepages-2Mi', 4_194_304]])
  expect(ephemeralBytes).toBe(1_073_741_824)
})
