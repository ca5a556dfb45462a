import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkManifests } from '../../src/harness/api.js'
import { corpus, hasCorpus } from './corpus.js'

if (!hasCorpus) console.log('skipped: files with known mistakes are in ../shared/corpus, which is not here')

const archive = 'kubernetes-examples/_archived'
/** File, line where one is known, and what has to be said. */
const mistakes: readonly (readonly [file: string, line: number | undefined, said: RegExp])[] = [
  [`${archive}/volumes/scaleio/pod.yaml`, undefined, /`spec\.volumes\[0\]\.scaleIO\.protectionDoamin`/],
  [`${archive}/volumes/rbd/rbd.yaml`, undefined, /`spec\.volumes\[0\]\.rbd\.imageformat`/],
  [`${archive}/volumes/rbd/rbd.yaml`, undefined, /`spec\.volumes\[0\]\.rbd\.imagefeatures`/],
  [`${archive}/volumes/storageos/storageos-pod.yaml`, undefined, /pool`|secretName`/],
  [`${archive}/volumes/storageos/storageos-pv.yaml`, undefined, /pool`|secretName`/],
  [`${archive}/volumes/fibre_channel/fc.yaml`, undefined, /`spec\.volumes\[0\]\.fc\.lun`/],
  [`${archive}/volumes/aws_ebs/aws-ebs-web.yaml`, undefined, /protocol.*"tcp"/],
  [`${archive}/volumes/cinder/cinder-web.yaml`, undefined, /protocol.*"tcp"/],
  [`${archive}/openshift-origin/openshift-controller.yaml`, 12, /twice/],
  [`${archive}/openshift-origin/etcd-controller.yaml`, 12, /twice/],
  [`${archive}/openshift-origin/etcd-discovery-controller.yaml`, 12, /twice/],
  [`${archive}/volumes/scaleio/sc-pvc.yaml`, 12, /twice/],
  [`${archive}/persistent-volume-provisioning/quobyte/quobyte-admin-secret.yaml`, 9, /twice/],
  ['kubernetes-website/controllers/job-pod-failure-policy-ignore.yaml', 24, /tab/i],
  ['seeds/pod-skeleton.placeholder.invalid.yaml', 4, /is not a kind of Kubernetes 1\.36/],
]
const odd: readonly string[] = ['istio/samples/addons/prometheus.yaml']

describe.skipIf(!hasCorpus)('mistakes of real manifests', () => {
  it.each(mistakes)('%s', async (file, line, said) => {
    const { diagnostics } = await checkManifests([join(corpus, file)])
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ line: at, message }) => `${at} ${message}`).filter((text) => said.test(text) && (line === undefined || text.startsWith(`${line} `)))).not.toEqual([])
  })

  it.each(odd)('%s is valid, though odd', async (file) => {
    const { diagnostics } = await checkManifests([join(corpus, file)])
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
