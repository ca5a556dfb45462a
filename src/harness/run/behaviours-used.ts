import type { Cluster } from '../../sim/state.js'
import type { KubeObject, Pod } from '../../sim/api/types.js'
import { kindById } from '../../sim/api/kinds/registry.js'
import { controllerOf, keyOf } from '../../sim/store/keys.js'
import { viewOf } from '../../sim/view.js'
import type { BehaviourUse } from '../outcome.js'

/** Which behaviour every container of every pod followed, a line for each workload and container. */
export function behavioursUsed(cluster: Cluster): readonly BehaviourUse[] {
  const view = viewOf(cluster)
  const uses = new Map<string, BehaviourUse>()
  for (const entry of cluster.log.added()) {
    // Most are Events, whose objects nobody may have asked for yet.
    if (entry.kind !== 'Pod') continue
    const { key } = entry
    const pod = entry.object as Pod
    const workload = workloadOf(cluster, pod)
    for (const { name } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
      const id = `${workload} ${name} ${key.slice(0, key.indexOf('/'))}`
      if (!uses.has(id)) uses.set(id, { workload, container: name, behaviour: view.behaviourUsed(pod, name) })
    }
  }
  return [...uses.values()]
}

/** The outermost owner: `deployment/web` for a pod of one of its ReplicaSets. */
function workloadOf(cluster: Cluster, pod: Pod): string {
  let object: KubeObject = pod
  for (let depth = 0; depth < 5; depth++) {
    const owner = controllerOf(object)
    if (owner === undefined) break
    const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.slice(0, owner.apiVersion.indexOf('/'))}` : ''
    const next = cluster.store.get<KubeObject>(`${owner.kind}${group}`, keyOf({ name: owner.name, namespace: object.metadata.namespace ?? '' }))
    if (next === undefined) return `${owner.kind.toLowerCase()}/${owner.name}`
    object = next
  }
  return `${kindById(object.kind)?.singular ?? object.kind.toLowerCase()}/${object.metadata.name}`
}
