import { expect, it } from 'vitest'
import { authorizerQuestions } from '../../../../src/sim/api/admission/policies/authorizer-questions.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'

const policy = (spec: unknown, kind = 'ValidatingAdmissionPolicy'): KubeObject =>
  ({ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: 'asks' }, spec }) as unknown as KubeObject
const pointers = (object: KubeObject): readonly string[] => authorizerQuestions(object).map(({ pointer }) => pointer)

it('every expression that asks the authorizer is reported where it is', () => {
  expect(pointers(policy({
    matchConditions: [{ name: 'a', expression: "!authorizer.group('').resource('pods').check('list').allowed()" }],
    variables: [{ name: 'b', expression: 'authorizer.requestResource' }],
    validations: [{ expression: 'true' }, { expression: 'true', messageExpression: "authorizer.path('/x').check('get').reason()" }],
    auditAnnotations: [{ key: 'c', valueExpression: "'authorizer'" }],
  }))).toEqual(['/spec/matchConditions/0/expression', '/spec/variables/0/expression', '/spec/validations/1/messageExpression'])
  expect(pointers(policy({ mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[authorizer]' } }] }, 'MutatingAdmissionPolicy'))).toEqual(['/spec/mutations/0/jsonPatch/expression'])
})

it('texts and fields of that name ask nothing, nor do other objects', () => {
  expect(pointers(policy({ validations: [{ expression: 'object.authorizer == "authorizer"' }] }))).toEqual([])
  expect(pointers(policy({ validations: [{ expression: 'authorizer' }] }, 'ConfigMap'))).toEqual([])
  expect(pointers(policy(undefined))).toEqual([])
})
