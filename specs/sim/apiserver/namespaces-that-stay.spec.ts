import { expect, it } from 'vitest'
import { deleteObject } from '../../../src/sim/apiserver/delete.js'
import { apply, fullCluster, kubectl } from '../controllers/full-cluster.js'

it.each(['default', 'kube-system', 'kube-public'])('the namespace %s may not be deleted', (name) => {
  const deleted = deleteObject(kubectl(fullCluster()), 'Namespace', name)
  expect(deleted).toMatchObject({ ok: false, error: { code: 403, message: `namespaces "${name}" is forbidden: this namespace may not be deleted` } })
})

it('others may', () => {
  const cluster = fullCluster()
  apply(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  expect(deleteObject(kubectl(cluster), 'Namespace', 'shop').ok).toBe(true)
  expect(deleteObject(kubectl(cluster), 'Namespace', 'kube-node-lease').ok).toBe(true)
})
