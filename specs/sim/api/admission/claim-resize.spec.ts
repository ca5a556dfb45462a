import { describe, expect, it } from 'vitest'
import { reviewResize } from '../../../../src/sim/api/admission/claim-resize.js'
import type { AdmissionLookup } from '../../../../src/sim/api/admission/define.js'
import type { KubeObject } from '../../../../src/sim/api/types.js'

const claim = (storage: string, storageClassName: string | undefined, phase = 'Bound'): KubeObject => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c', namespace: 'default', uid: 'u', resourceVersion: '', creationTimestamp: '' },
  spec: { resources: { requests: { storage } }, ...(storageClassName === undefined ? {} : { storageClassName }) }, status: { phase },
} as unknown as KubeObject)

const classes: Readonly<Record<string, boolean | undefined>> = { growing: true, fixed: false, silent: undefined }
const lookup: AdmissionLookup = {
  get: (_kind, name) => (Object.hasOwn(classes, name) ? ({ allowVolumeExpansion: classes[name] } as unknown as KubeObject) : undefined),
  list: () => [],
  authorize: () => ({ isAllowed: true }) as never,
}
const why = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'

describe('a claim that asks for more', () => {
  it.each<readonly [string, KubeObject, KubeObject, string | undefined]>([
    ['of a class that lets it', claim('2Gi', 'growing'), claim('1Gi', 'growing'), undefined],
    ['of a class that does not', claim('2Gi', 'fixed'), claim('1Gi', 'fixed'), why],
    ['of a class that does not say', claim('2Gi', 'silent'), claim('1Gi', 'silent'), why],
    ['of no class', claim('2Gi', ''), claim('1Gi', ''), why],
    ['of a class that is not there', claim('2Gi', 'gone'), claim('1Gi', 'gone'), why],
    ['before it is bound', claim('2Gi', 'growing', 'Pending'), claim('1Gi', 'growing', 'Pending'), 'Only bound persistent volume claims can be expanded'],
    ['of the same', claim('1024Mi', 'fixed'), claim('1Gi', 'fixed'), undefined],
    ['of less', claim('1Gi', 'fixed'), claim('2Gi', 'fixed'), undefined],
  ])('%s', (_what, next, old, expected) => {
    expect(reviewResize(next, old, lookup)?.why).toBe(expected)
  })
})
