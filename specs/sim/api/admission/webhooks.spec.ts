import { expect, it } from 'vitest'
import { uncalledWebhooks } from '../../../../src/sim/api/admission/webhooks.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'

it('each webhook is named with what it would have been asked', () => {
  const object = {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'x' },
    webhooks: [{ name: 'a.example.com', rules: [{ operations: ['CREATE', 'UPDATE'], resources: ['pods'] }] }, { name: 'b.example.com' }],
  } as unknown as KubeObject
  expect(uncalledWebhooks(object)).toEqual([
    { pointer: '/webhooks/0', message: 'webhook "a.example.com" is not called (CREATE, UPDATE of pods): requests go on as if it allowed them unchanged' },
    { pointer: '/webhooks/1', message: 'webhook "b.example.com" is not called: requests go on as if it allowed them unchanged' },
  ])
  expect(uncalledWebhooks({ ...object, kind: 'ConfigMap' })).toEqual([])
})
