import type { KubeObject, Pod } from '../api/types.js'
import type { Cluster } from '../state.js'
import { controllerOf, keyOf } from '../store/keys.js'
import { defineInvariant, type Invariant, type Violation } from './define.js'

const name = 'indexes'

/** What each index says of an object, held against what a look through all objects says. */
export const indexes: Invariant = defineInvariant({
  name,
  summary: 'The store\'s indexes say what its objects say.',
  check(cluster) {
    const violations: Violation[] = []
    const compare = (index: string, found: readonly KubeObject[], expected: readonly KubeObject[]): void => {
      const [a, b] = [new Set(found), new Set(expected)]
      if (a.size !== found.length || a.size !== b.size || expected.some((object) => !a.has(object))) {
        violations.push({ invariant: name, message: `${index}: ${found.map(keysOf).join(', ') || 'nothing'} instead of ${expected.map(keysOf).join(', ') || 'nothing'}` })
      }
    }
    for (const kind of cluster.store.kinds()) compareKind(cluster, kind, compare)
    comparePods(cluster, compare)
    return violations
  },
})

type Compare = (index: string, found: readonly KubeObject[], expected: readonly KubeObject[]) => void
const keysOf = (object: KubeObject | undefined): string => (object === undefined ? 'an object that is gone' : keyOf(object.metadata))

function compareKind({ store }: Cluster, kind: string, compare: Compare): void {
  const objects = [...store.list(kind)]
  for (const [namespace, expected] of grouped(objects, ({ metadata }) => metadata.namespace)) compare(`${kind} in ${namespace}`, store.inNamespace(kind, namespace), expected)
  for (const [uid, expected] of grouped(objects, (object) => controllerOf(object)?.uid)) compare(`${kind} controlled by ${uid}`, store.controlledBy(uid, kind), expected)
}

function comparePods({ store }: Cluster, compare: Compare): void {
  const pods = [...store.list<Pod>('Pod')]
  const nodes = new Map([...store.list('Node')].map(({ metadata }) => [metadata.name, [] as Pod[]]))
  for (const [node, expected] of grouped(pods, ({ spec }) => spec.nodeName)) nodes.set(node, expected)
  for (const [node, expected] of nodes) compare(`pods on ${node}`, store.podsOnNode(node), expected)
  const byLabels = grouped(pods, ({ metadata }) => `${metadata.namespace} ${JSON.stringify(metadata.labels ?? {})}`)
  for (const [, [first]] of byLabels) {
    const { namespace = '', labels = {} } = first!.metadata
    const expected = pods.filter(({ metadata }) => metadata.namespace === namespace && Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value))
    compare(`pods with ${JSON.stringify(labels)}`, store.podsWithLabels(namespace, labels), expected)
  }
  for (const [namespace, all] of grouped(pods, ({ metadata }) => metadata.namespace)) compare(`orphans in ${namespace}`, store.orphanPods(namespace), all.filter((pod) => controllerOf(pod) === undefined))
}

function grouped<T>(objects: readonly T[], keyFor: (object: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const object of objects) {
    const key = keyFor(object)
    if (key === undefined || key === '') continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [object])
    else group.push(object)
  }
  return groups
}
