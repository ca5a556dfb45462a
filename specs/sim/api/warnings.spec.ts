import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/sim/api/types.js'
import { hasRepeats } from '../../../src/sim/api/validation/values.js'
import { warningsFor } from '../../../src/sim/api/warnings/registry.js'

type Part = Readonly<Record<string, unknown>>

const pod = (spec: Part, annotations?: Part): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default', ...(annotations && { annotations }) }, spec }) as unknown as KubeObject
const container = (part: Part, name = 'app'): Part => ({ name, image: 'app:1', ...part })
const said = (spec: Part, annotations?: Part): readonly string[] => warningsFor('Pod', pod({ containers: [container({})], ...spec }, annotations))

describe('what the server says of pods beside its answer', () => {
  it('is nothing where there is nothing to say', () => {
    const full = container({
      ports: [{ name: 'http', containerPort: 80 }, { name: 'admin', containerPort: 81 }], env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }],
      resources: { requests: { memory: '64Mi', cpu: '100m' }, limits: { memory: '1.5Gi' } },
    })
    const volumes = [{ name: 'a', configMap: { name: 'a', items: [{ key: 'a', path: 'a' }] } }, { name: 'b', emptyDir: {} }]
    expect(said({ containers: [full], volumes, nodeSelector: { disk: 'ssd' } }, { 'kubectl.kubernetes.io/restartedAt': 'now' })).toEqual([])
  })

  it.each<readonly [string, Part, readonly string[]]>([
    ['ports of one name in two containers', { containers: ['a', 'b'].map((name, at) => container({ ports: [{ name: 'http', containerPort: 80 + at }] }, name)) }, [
      'spec.containers[1].ports[0]: duplicate port name "http" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
    ]],
    ['ports of one number and protocol', { containers: [container({ ports: [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 80, protocol: 'UDP' }, { containerPort: 80, protocol: 'TCP' }] })] }, [
      'spec.containers[0].ports[2]: duplicate port definition with spec.containers[0].ports[0]',
    ]],
    ['one of many ports', { containers: [container({ ports: Array.from({ length: 20 }, (_, at) => ({ containerPort: at === 19 ? 1 : at + 1, protocol: 'TCP' })) })] }, [
      'spec.containers[0].ports[19]: duplicate port definition with spec.containers[0].ports[0]',
    ]],
    ['variables of one name', { containers: [container({ env: [{ name: 'A', value: '1' }, { name: 'B' }, { name: 'A', value: '2' }] })] }, [
      'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
    ]],
    ['parts of bytes', { containers: [container({ resources: { requests: { memory: '100m' } } })] }, [
      'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
    ]],
    ['volumes that are gone', { volumes: [{ name: 'a', gitRepo: { repository: 'x' } }] }, ['spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+']],
    ['labels of nodes with new names', { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }, ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead']],
    ['a grace period below zero', { terminationGracePeriodSeconds: -1 }, ['spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1']],
    ['files that hide each other', { volumes: [{ name: 'a', configMap: { name: 'c', items: [{ key: 'a', path: 'x' }, { key: 'b', path: 'x/y' }] } }] }, [
      'volume "a" (ConfigMap "c"): overlapping paths: "x/y" with "x"',
    ]],
  ])('%s', (_, spec, warnings) => expect(said(spec)).toEqual(warnings))

  it('annotations that do nothing any more', () =>
    expect(said({}, { 'scheduler.alpha.kubernetes.io/critical-pod': '' })).toEqual([
      'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
    ]))
})

describe('repeats', () => {
  it.each([0, 1, 2, 15, 16, 17, 40])('in lists of %i', (length) => {
    const list = Array.from({ length }, (_, at) => `${at}`)
    expect(hasRepeats(list, (item) => item)).toBe(false)
    expect(hasRepeats([...list, '0', '0'], (item) => item)).toBe(true)
  })
})
