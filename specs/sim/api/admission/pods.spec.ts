import { describe, expect, it } from 'vitest'
import { admit, review } from '../../../../src/sim/api/admission/registry.js'
import type { AdmissionLookup } from '../../../../src/sim/api/admission/registry.js'
import { recorded } from '../validation/answers.js'
import type { KubeObject, Pod, PodSpec } from '../../../../src/sim/api/types.js'

type Part = Readonly<Record<string, unknown>>

const make = (kind: string, name: string, rest: Part = {}): KubeObject =>
  ({ apiVersion: 'v1', kind, metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '' }, ...rest }) as unknown as KubeObject

interface Cluster {
  readonly namespaces?: readonly KubeObject[]
  readonly accounts?: readonly KubeObject[]
  readonly ranges?: readonly KubeObject[]
  readonly classes?: readonly KubeObject[]
  readonly runtimes?: readonly KubeObject[]
}

const shop = [make('Namespace', 'shop')]
const defaultAccount = [make('ServiceAccount', 'default')]

function lookupOf({ namespaces = shop, accounts = defaultAccount, ranges = [], classes = [], runtimes = [] }: Cluster = {}): AdmissionLookup {
  const lists: Readonly<Record<string, readonly KubeObject[]>> = {
    Namespace: namespaces,
    ServiceAccount: accounts,
    LimitRange: ranges,
    'PriorityClass.scheduling.k8s.io': classes,
    'RuntimeClass.node.k8s.io': runtimes,
  }
  return { get: (kind, key) => lists[kind]?.find(({ metadata }) => metadata.name === key.slice(key.indexOf('/') + 1)), list: (kind) => lists[kind] ?? [], authorize: () => ({ isAllowed: false, why: '' }) }
}

const container = { name: 'c', image: 'a:1' }
const pod = (spec: Part = {}, metadata: Part = {}): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one', namespace: 'shop', ...metadata }, spec: { containers: [container], ...spec } }) as unknown as Pod

const admitted = (object: Pod, cluster?: Cluster): Pod => {
  const result = admit(object, lookupOf(cluster))
  if (!result.ok) throw new Error(result.error.message)
  return result.value as Pod
}
const refusal = (object: Pod, cluster?: Cluster): string | undefined => {
  const result = admit(object, lookupOf(cluster))
  return result.ok ? undefined : result.error.message
}

describe('the admitted pod', () => {
  it('has an account, its token in every container, a priority and five minutes of patience', () => {
    const { spec } = admitted(pod({ initContainers: [{ name: 'i', image: 'i:1' }] }))
    const name = spec.volumes?.[0]?.name
    expect(name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    const mount = { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }
    expect([spec.containers[0]?.volumeMounts, spec.initContainers?.[0]?.volumeMounts]).toEqual([[mount], [mount]])
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: ['not-ready', 'unreachable'].map((word) => ({
        key: `node.kubernetes.io/${word}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
    })
  })

  it('is admitted as it is', () => {
    const once = admitted(pod())
    expect(admitted(once)).toBe(once)
  })

  it('shares its spec with the pods of its template', () => {
    const { spec } = pod()
    const [first, second] = ['a', 'b'].map((name) => admitted({ ...pod({}, { name }), spec }, {}))
    expect(first?.spec).toBe(second?.spec)
  })

  it('follows its account when that changes', () => {
    const { spec } = pod()
    const silent = make('ServiceAccount', 'default', { automountServiceAccountToken: false, imagePullSecrets: [{ name: 'key' }] })
    expect(admitted({ ...pod(), spec }).spec.volumes).toHaveLength(1)
    expect(admitted({ ...pod(), spec }, { accounts: [silent] }).spec).toMatchObject({ imagePullSecrets: [{ name: 'key' }], containers: [container] })
  })

  it.each<readonly [string, Part, readonly string[]]>([
    ['all', { tolerations: [{ operator: 'Exists' }] }, []],
    ['one', { tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }] }, ['node.kubernetes.io/unreachable']],
    [
      'another effect',
      { tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule' }] },
      ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'],
    ],
  ])('keeps its own tolerations: %s', (_, spec, added) => {
    expect((admitted(pod(spec)).spec.tolerations ?? []).slice(1).map(({ key }) => key)).toEqual(added)
  })

  it('takes the default class', () => {
    const classes = [make('PriorityClass', 'low', { value: 5, globalDefault: true, preemptionPolicy: 'Never' }), make('PriorityClass', 'high', { value: 9 })]
    expect(admitted(pod(), { classes }).spec).toMatchObject({ priorityClassName: 'low', priority: 5, preemptionPolicy: 'Never' })
    expect(admitted(pod({ priorityClassName: 'high' }), { classes }).spec).toMatchObject({ priorityClassName: 'high', priority: 9 })
    expect(admitted(pod({ priorityClassName: 'system-node-critical' })).spec.priority).toBe(2000001000)
  })

  it('takes what its runtime needs', () => {
    const runtimes = [
      make('RuntimeClass', 'box', {
        overhead: { podFixed: { cpu: '10m' } },
        scheduling: { nodeSelector: { box: 'yes' }, tolerations: [{ key: 'box', operator: 'Exists' }] },
      }),
    ]
    const { spec } = admitted(pod({ runtimeClassName: 'box', nodeSelector: { zone: 'a' } }), { runtimes })
    expect(spec).toMatchObject({ overhead: { cpu: '10m' }, nodeSelector: { zone: 'a', box: 'yes' } })
    expect(spec.tolerations?.map(({ key }) => key)).toContain('box')
  })
})

describe('limit ranges', () => {
  const range = (item: Part): Cluster => ({ ranges: [make('LimitRange', 'r', { spec: { limits: [{ type: 'Container', ...item }] } })] })
  const reviewed = (spec: Part, cluster: Cluster): string | undefined => {
    const lookup = lookupOf(cluster)
    const result = review(admitted(pod(spec), cluster), lookup)
    return result.ok ? undefined : result.error.message
  }
  const asking = (requests: Part, limits: Part = {}): Part => ({ containers: [{ ...container, resources: { requests, limits } }] })

  it('fill in what containers leave out, and say so', () => {
    const done = admitted(pod({}, { annotations: { own: 'x' } }), range({ default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '100m' } }))
    expect(done.spec.containers[0]?.resources).toEqual({ requests: { cpu: '100m' }, limits: { cpu: '1', memory: '1Gi' } })
    expect(done.metadata.annotations).toEqual({
      own: 'x',
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu request for container c; cpu, memory limit for container c',
    })
  })

  it.each<readonly [string, Part, Part, string]>([
    ['too little', { min: { cpu: '100m' } }, asking({ cpu: '10m' }), 'minimum cpu usage per Container is 100m, but request is 10m'],
    ['too much', { max: { memory: '1Gi' } }, asking({}, { memory: '2Gi' }), 'maximum memory usage per Container is 1Gi, but limit is 2Gi'],
    ['no limit', { max: { cpu: '1' } }, asking({}), 'maximum cpu usage per Container is 1.  No limit is specified'],
    [
      'too steep',
      { maxLimitRequestRatio: { cpu: '2' } },
      asking({ cpu: '1' }, { cpu: '4' }),
      'cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000',
    ],
    [
      'two faults',
      { min: { cpu: '100m' }, max: { cpu: '1' } },
      asking({ cpu: '10m' }, { cpu: '2' }),
      '[minimum cpu usage per Container is 100m, but request is 10m, maximum cpu usage per Container is 1, but limit is 2]',
    ],
  ])('refuse %s', (_, item, spec, why) => {
    expect(reviewed(spec, range(item))).toBe(`pods "one" is forbidden: ${why}`)
  })

  it('count what a pod needs at its worst moment', () => {
    const pods = { ranges: [make('LimitRange', 'r', { spec: { limits: [{ type: 'Pod', max: { cpu: '2' } }] } })] }
    const init = [{ name: 'i', image: 'i:1', resources: { limits: { cpu: '3' } } }]
    expect(reviewed({ ...asking({}, { cpu: '1' }), initContainers: init }, pods)).toBe(
      'pods "one" is forbidden: maximum cpu usage per Pod is 2, but limit is 3',
    )
  })
})

describe('refusals', () => {
  it.each<readonly [string, Part, Cluster, string]>([
    ['no namespace', {}, { namespaces: [] }, 'namespaces "shop" not found'],
    [
      'a namespace on its way out',
      {},
      { namespaces: [make('Namespace', 'shop', { status: { phase: 'Terminating' } })] },
      'pods "one" is forbidden: unable to create new content in namespace shop because it is being terminated',
    ],
    ['no account', { serviceAccountName: 'x' }, {}, 'pods "one" is forbidden: error looking up service account shop/x: serviceaccount "x" not found'],
    ['no class', { priorityClassName: 'x' }, {}, 'pods "one" is forbidden: no PriorityClass with name x was found'],
    [
      'a priority of its own',
      { priority: 3 },
      {},
      'pods "one" is forbidden: the integer value of priority (3) must not be provided in pod spec; priority admission controller computed 0 ' +
        'from the given PriorityClass name',
    ],
    ['no runtime', { runtimeClassName: 'x' }, {}, 'pods "one" is forbidden: pod rejected: RuntimeClass "x" not found'],
  ])('%s', (_, spec, cluster, message) => {
    expect(refusal(pod(spec), cluster)).toBe(message)
  })

  it('print the start of a generated name', () => {
    expect(refusal(pod({ serviceAccountName: 'x' }, { generateName: 'web-6d4b9-', name: 'web-6d4b9-abcde' }))).toMatch(/^pods "web-6d4b9-" is forbidden/)
  })
})

const stored = recorded<{ readonly file: string; readonly object: KubeObject }>('stored.jsonl')

it.skipIf(!stored)('pods that a real server admitted are admitted as they are (skipped where its recording is not beside the project)', () => {
  const pods = (stored ?? []).map(({ object }) => object).filter(({ kind }) => kind === 'Pod') as readonly unknown[] as readonly Pod[]
  const known = (spec: PodSpec): Cluster => ({
    namespaces: [make('Namespace', 'any')],
    accounts: [make('ServiceAccount', spec.serviceAccountName ?? 'default')],
    classes:
      spec.priorityClassName === undefined
        ? []
        : [make('PriorityClass', spec.priorityClassName, { value: spec.priority, preemptionPolicy: spec.preemptionPolicy })],
  })
  for (const { metadata, ...rest } of pods) {
    const object = { ...rest, metadata: { ...metadata, namespace: 'any' } } as Pod
    expect(admitted(object, known(object.spec)).spec).toEqual(object.spec)
  }
  expect(pods.length).toBeGreaterThan(100)
})
