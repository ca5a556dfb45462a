import { describe, expect, it } from 'vitest'
import { shownManagedFields, withManagedFields } from '../../../src/sim/apiserver/managed-fields.js'
import type { Json, KubeObject } from '../../../src/sim/api/types.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

const cluster = (): Cluster => createCluster(controlPlane, { ...defaultClusterOptions, nodes: [] })
const fieldsOf = (at: Cluster, object: KubeObject): unknown => shownManagedFields(at, object).map(({ fieldsV1 }) => fieldsV1)

function owned(manifest: Json): unknown {
  const at = cluster()
  const made = createRequest(scenarioContext(at, 1), manifest, 'default')
  return made.ok ? fieldsOf(at, made.value.object) : made.error
}
const slice = (rest: object): Json => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'a' }, addressType: 'IPv4', ...rest }) as Json
const range = (spec: object): Json => ({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'a' }, spec }) as Json

// Recorded from a 1.36.2 API server and kubectl create.
describe('who owns lists that are printed though they are empty', () => {
  it.each<readonly [string, Json, unknown]>([
    ['a slice without them', slice({}), [{ 'f:addressType': {} }]],
    ['a slice with nothing for them', slice({ endpoints: null, ports: [{ port: 1 }] }), [{ 'f:addressType': {}, 'f:ports': {} }]],
    ['a slice with empty ones', slice({ endpoints: [], ports: [] }), [{ 'f:addressType': {}, 'f:endpoints': {}, 'f:ports': {} }]],
    ['a slice with both', slice({ endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ port: 80 }] }), [{ 'f:addressType': {}, 'f:endpoints': {}, 'f:ports': {} }]],
    ['limits that are none', range({}), []],
    ['limits that are empty', range({ limits: [] }), [{ 'f:spec': { 'f:limits': {} } }]],
  ])('%s', (_, manifest, expected) => {
    expect(owned(manifest)).toEqual(expected)
  })

  it('a slice that its controller makes empty owns neither, and shows them as null', () => {
    const at = cluster()
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } as Json
    expect(createRequest(scenarioContext(at, 1), service, 'default').ok).toBe(true)
    runUntil(at, 20_000)
    const made = [...at.store.list<KubeObject>('EndpointSlice.discovery.k8s.io')].find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')!
    expect(Object.keys((fieldsOf(at, made) as readonly object[])[0]!)).toEqual(['f:addressType', 'f:metadata'])
    expect(withManagedFields(at, made)).toMatchObject({ endpoints: null, ports: null })
  })
})
