import { describe, expect, it } from 'vitest'
import { shownManagedFields } from '../../../src/sim/apiserver/managed-fields.js'
import type { Json } from '../../../src/sim/api/types.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { applyRequest } from '../../../src/sim/requests/apply.js'
import { patchRequest, type ApplyPatchOptions, type PatchType } from '../../../src/sim/requests/patch.js'
import { kubectlText } from '../../../src/sim/requests/request.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

const target = { kind: 'Deployment.apps', namespace: 'default', name: 'web' }
const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'web:1' }] } } }
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec }

function applied(): Cluster {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, nodes: [] })
  expect(applyRequest(scenarioContext(cluster, 1), deployment as Json, 'default', { isServerSide: true }).ok).toBe(true)
  return cluster
}
const patch = (cluster: Cluster, type: PatchType, body: Json, options: ApplyPatchOptions = {}): string => {
  const result = patchRequest(scenarioContext(cluster, 1), target, type, body, { subresource: 'scale', ...options })
  return result.ok ? result.value.said : kubectlText(result.error)
}
const apply = (cluster: Cluster, fieldManager: string, replicas: number, isForced = false): string => patch(cluster, 'apply', { spec: { replicas } }, { fieldManager, isForced })
const replicas = (cluster: Cluster): number => cluster.store.get<never>('Deployment.apps', 'default/web')!['spec']['replicas']
const owners = (cluster: Cluster): readonly string[] => shownManagedFields(cluster, cluster.store.get('Deployment.apps', 'default/web')!).map(({ manager, operation, apiVersion, subresource, time, fieldsV1 }) =>
  `${String(manager)} ${String(operation)} ${String(apiVersion)} ${String(subresource)} ${time !== undefined} ${JSON.stringify(fieldsV1).includes('f:replicas')}`)

// Recorded from a 1.36.2 API server and kubectl.
describe('the scale of an object', () => {
  it('is patched in every way, in the words of kubectl', () => {
    const cluster = applied()
    expect(patch(cluster, 'merge', { spec: { replicas: 2 } })).toBe('scale.autoscaling/web patched')
    expect(patch(cluster, 'strategic', { spec: { replicas: 4 } })).toBe('scale.autoscaling/web patched')
    expect(patch(cluster, 'merge', { spec: { replicas: -1 } })).toBe('The Scale "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0')
    expect(patch(cluster, 'json', [{ op: 'replace', path: '/spec/replicas', value: 5 }])).toBe('scale.autoscaling/web patched')
    expect(patch(cluster, 'merge', { spec: { replicas: 5 } })).toBe('scale.autoscaling/web patched (no change)')
    expect(patch(cluster, 'merge', { spec: { replicas: 'x' } })).toContain('cannot unmarshal string')
    expect(replicas(cluster)).toBe(5)
    expect(owners(cluster)).toEqual(['kubectl Apply apps/v1 undefined true false', 'kubectl-patch Update apps/v1 scale false true'])
  })

  it('is applied by the server, which knows who owns the replicas', () => {
    const cluster = applied()
    patch(cluster, 'merge', { spec: { replicas: 5 } })
    expect(apply(cluster, 'one', 7)).toBe('Error from server (Conflict): Apply failed with 1 conflict: conflict with "kubectl-patch" with subresource "scale" using autoscaling/v1: .spec.replicas')
    expect(replicas(cluster)).toBe(5)
    apply(cluster, 'one', 7, true)
    expect(replicas(cluster)).toBe(7)
    expect(owners(cluster)).toEqual(['one Apply apps/v1 scale false true', 'kubectl Apply apps/v1 undefined true false'])
    apply(cluster, 'one', 8)
    apply(cluster, 'two', 8)
    expect(owners(cluster)).toEqual(['one Apply apps/v1 scale false true', 'two Apply apps/v1 scale false true', 'kubectl Apply apps/v1 undefined true false'])
  })

  it('is no Deployment, and is not found where there is none', () => {
    const cluster = applied()
    const sent = { ...deployment, spec: { replicas: 3 } }
    const result = applyRequest(scenarioContext(cluster, 1), sent as Json, 'default', { isServerSide: true, subresource: 'scale' })
    expect(result.ok ? '' : kubectlText(result.error)).toBe('Error from server (BadRequest): invalid object type: apps/v1, Kind=Deployment')
    const other = patchRequest(scenarioContext(cluster, 1), { kind: 'Namespace', namespace: '', name: 'default' }, 'merge', { spec: { replicas: 1 } }, { subresource: 'scale' })
    expect(other.ok ? '' : kubectlText(other.error)).toBe('Error from server (NotFound): the server could not find the requested resource')
  })
})
