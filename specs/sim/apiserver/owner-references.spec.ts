import { expect, it } from 'vitest'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { createCluster } from '../../../src/sim/start.js'

it('owners that are named twice are named once, with a warning', () => {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, nodes: [] })
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'u1' }
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', ownerReferences: [owner, { ...owner }, { ...owner, name: 'b' }] } }
  const created = createRequest(scenarioContext(cluster, 1), manifest, 'default')
  expect(created.ok && created.value.object.metadata.ownerReferences).toEqual([owner, { ...owner, name: 'b' }])
  expect(created.ok && created.warnings).toEqual([
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; '
    + 'please fix your requests; duplicate UID(s) observed: u1',
  ])
})
