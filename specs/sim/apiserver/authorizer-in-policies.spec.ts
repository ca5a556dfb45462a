import { describe, expect, it } from 'vitest'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { registerPolicies } from '../../../src/sim/api/admission/policies/register.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { createCluster } from '../../../src/sim/start.js'

registerPolicies()
const ask = `authorizer.serviceAccount('default', 'builder').group('apps').resource('deployments').namespace('default').check('patch')`
const rbac = 'rbac.authorization.k8s.io'

describe('expressions of policies ask RBAC', () => {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions, nodes: [] })
  const send = (manifest: object): string => {
    const result = createRequest(scenarioContext(cluster, 1), manifest as never, 'default')
    return result.ok ? 'created' : result.error.message
  }
  const secret = (name: string): string => send({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })
  it('and are told no, then yes, with the reason', () => {
    expect(send({
      apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'deployers' },
      spec: {
        matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }] },
        validations: [{ expression: `${ask}.allowed()`, messageExpression: `'builder may not: ' + ${ask}.reason()` }],
      },
    })).toBe('created')
    expect(send({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'deployers' }, spec: { policyName: 'deployers', validationActions: ['Deny'] } })).toBe('created')
    expect(secret('one')).toContain('builder may not:')
    send({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'deployer' }, rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }] })
    send({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'deployer' }, subjects: [{ kind: 'ServiceAccount', name: 'builder', namespace: 'default' }], roleRef: { kind: 'Role', name: 'deployer', apiGroup: rbac } })
    expect(secret('two')).toBe('created')
  })
})
