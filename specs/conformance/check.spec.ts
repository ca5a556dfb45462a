import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkManifests } from '../../src/harness/api.js'
import type { CheckOutcome } from '../../src/harness/outcome.js'
import { hasShared, seatrial, shared } from '../cli.js'

const corpus = join(shared, 'corpus')
if (!hasShared) console.log('skipped: these verdicts are of the manifests of ../shared/corpus, which are not here')

function check(...paths: readonly string[]): CheckOutcome & { readonly exitCode: number | null } {
  const { exitCode, stdout, stderr } = seatrial(['check', '--json', ...paths], corpus)
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as CheckOutcome), exitCode }
}

const verdicts = ({ workloads }: CheckOutcome, kind = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(workloads.filter(({ ref }) => ref.includes(kind)).map(({ ref, outcome }) => [ref, outcome]))
const all = (outcome: string, ...refs: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(refs.map((ref) => [ref, outcome]))
const lines = ({ diagnostics }: CheckOutcome, severity: string): readonly string[] =>
  diagnostics.filter((each) => each.severity === severity).map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)

describe.skipIf(!hasShared)('real applications', () => {
  it('microservices-demo: all twelve come up', () => {
    const outcome = check('microservices-demo')
    expect(verdicts(outcome)).toEqual(all(
      'ready', 'deployment/frontend', 'deployment/adservice', 'deployment/currencyservice', 'deployment/cartservice', 'deployment/redis-cart', 'deployment/loadgenerator',
      'deployment/recommendationservice', 'deployment/checkoutservice', 'deployment/emailservice', 'deployment/paymentservice', 'deployment/shippingservice', 'deployment/productcatalogservice',
    ))
    expect(outcome.exitCode).toBe(0)
    expect(lines(outcome, 'warning').every((line) => line.endsWith('NetworkPolicy is checked and stored, but not simulated: nothing acts on it'))).toBe(true)
  })

  it('bank-of-anthos: everything that mounts the key waits for it, the load generator does not', () => {
    const outcome = check('bank-of-anthos/kubernetes-manifests')
    const waiting = ['balancereader', 'contacts', 'frontend', 'ledgerwriter', 'transactionhistory', 'userservice']
    expect(verdicts(outcome)).toEqual({ ...all('stuck', ...waiting.map((name) => `deployment/${name}`)), ...all('ready', 'deployment/loadgenerator', 'statefulset/accounts-db', 'statefulset/ledger-db') })
    for (const { outcome: is, reason } of outcome.workloads) if (is === 'stuck') expect(reason).toMatch(/MountVolume\.SetUp failed for volume "(publickey|keys)" : secret "jwt-key" not found/)
    expect(lines(outcome, 'warning')).toContain('bank-of-anthos/kubernetes-manifests/contacts.yaml:126:25 secret/jwt-key is not there: the pods of deployment/contacts cannot start')
    expect(outcome.exitCode).toBe(1)
  })

  it('bank-of-anthos with its key: all come up', () => {
    const outcome = check('bank-of-anthos/kubernetes-manifests', 'bank-of-anthos/extras/jwt')
    expect(Object.values(verdicts(outcome))).toEqual(Array.from({ length: 9 }, () => 'ready'))
    expect(outcome.exitCode).toBe(0)
  })

  it('example-voting-app: all five come up, and nothing is found wrong', () => {
    const outcome = check('example-voting-app')
    expect(verdicts(outcome)).toEqual(all('ready', 'deployment/db', 'deployment/redis', 'deployment/result', 'deployment/vote', 'deployment/worker'))
    expect(outcome.diagnostics).toEqual([])
    expect(outcome.exitCode).toBe(0)
  })

  it('podinfo: the cache waits for its ConfigMap, the secure frontend for its certificate', () => {
    const outcome = check('podinfo')
    expect(verdicts(outcome, 'deployment/')).toEqual({
      ...all('ready', 'deployment/backend', 'deployment/database-replica', 'deployment/frontend', 'secure:deployment/backend', 'webapp:deployment/backend', 'webapp:deployment/frontend', 'deployment/podinfo'),
      ...all('stuck', 'deployment/cache', 'secure:deployment/frontend'),
    })
    const reasons = Object.fromEntries(outcome.workloads.map(({ ref, reason }) => [ref, reason]))
    expect(reasons['deployment/cache']).toContain('configmap "redis-config" not found')
    expect(reasons['secure:deployment/frontend']).toContain('secret "podinfo-frontend-tls" not found')
    expect(lines(outcome, 'warning').filter((line) => line.includes('custom kind'))).toEqual([
      expect.stringContaining('podinfo/deploy/secure/common/cluster-issuer.yaml:2:7 ClusterIssuer of cert-manager.io/v1 is a custom kind'),
      expect.stringContaining('podinfo/deploy/secure/frontend/certificate.yaml:2:7 Certificate of cert-manager.io/v1 is a custom kind'),
    ])
    expect(lines(outcome, 'error')).toEqual([])
  })

  it('bookinfo: all six come up', () => {
    const outcome = check('istio/samples/bookinfo/platform/kube/bookinfo.yaml')
    expect(verdicts(outcome)).toEqual(all('ready', ...['details-v1', 'ratings-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3', 'productpage-v1'].map((name) => `deployment/${name}`)))
    expect(outcome.diagnostics).toEqual([])
  })

  it('bookinfo with all its variants: two IP families are refused, and every object that stands twice is named', () => {
    const outcome = check('istio/samples/bookinfo/platform/kube')
    expect(Object.values(verdicts(outcome))).toEqual(Array.from({ length: 12 }, () => 'ready'))
    expect(lines(outcome, 'error')).toContain('istio/samples/bookinfo/platform/kube/bookinfo-details-dualstack.yaml:26:19 spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services')
    expect(lines(outcome, 'warning')).toContain('istio/samples/bookinfo/platform/kube/bookinfo-details.yaml:32:1 deployment/details-v1 stands again in istio/samples/bookinfo/platform/kube/bookinfo.yaml:53, which is applied over this one')
    expect(outcome.exitCode).toBe(2)
  })
})

const old = 'kubernetes-examples/_archived'
describe.skipIf(!hasShared)('the known findings', () => {
  it.each([
    [`${old}/volumes/scaleio/pod.yaml`, ['17:7 `spec.volumes[0].scaleIO.protectionDoamin` is no field of ScaleIOVolumeSource']],
    [`${old}/volumes/rbd/rbd.yaml`, ['25:9 `spec.volumes[0].rbd.imageformat` is no field of RBDVolumeSource', '26:9 `spec.volumes[0].rbd.imagefeatures` is no field of RBDVolumeSource']],
    [`${old}/volumes/storageos/storageos-pod.yaml`, ['35:9 `spec.volumes[0].storageos.pool` is no field of StorageOSVolumeSource']],
    [`${old}/volumes/storageos/storageos-pv.yaml`, ['22:5 `spec.storageos.secretName` is no field of StorageOSPersistentVolumeSource']],
    [`${old}/volumes/fibre_channel/fc.yaml`, ['17:13 `spec.volumes[0].fc.lun` must be a whole number (32 bits), not the string "<ADD LUN ID Here>"']],
    [`${old}/volumes/aws_ebs/aws-ebs-web.yaml`, ['12:21 spec.containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"']],
    [`${old}/volumes/cinder/cinder-web.yaml`, ['12:21 spec.containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"']],
    [`${old}/openshift-origin/openshift-controller.yaml`, ['12:3 the key `selector` is there twice; it was first given at 8:3']],
    [`${old}/openshift-origin/etcd-controller.yaml`, ['12:3 the key `selector` is there twice; it was first given at 6:3']],
    [`${old}/openshift-origin/etcd-discovery-controller.yaml`, ['12:3 the key `selector` is there twice; it was first given at 6:3']],
    [`${old}/volumes/scaleio/sc-pvc.yaml`, ['12:3 the key `storageClassName` is there twice; it was first given at 6:3']],
    [`${old}/persistent-volume-provisioning/quobyte/quobyte-admin-secret.yaml`, ['9:1 the key `type` is there twice; it was first given at 5:1']],
    ['kubernetes-website/controllers/job-pod-failure-policy-ignore.yaml', ['24:1 a TAB is used for indentation; YAML allows only spaces there']],
    ['seeds/pod-skeleton.placeholder.invalid.yaml', ['4:7 object to create in apiVersion api version is not a kind of Kubernetes 1.36']],
    ['kubernetes-website/application/job/cronjob.yaml', ['1:13 CronJob in apiVersion batch/v1beta1 was removed in Kubernetes 1.25']],
    [`${old}/podsecuritypolicy/rbac/policies.yaml`, ['1:13 PodSecurityPolicy in apiVersion policy/v1beta1 was removed in Kubernetes 1.25 and has no successor', '26:13 PodSecurityPolicy in apiVersion policy/v1beta1 was removed in Kubernetes 1.25 and has no successor']],
    ['kubernetes-website-2019/podpreset/preset.yaml', ['1:13 PodPreset in apiVersion settings.k8s.io/v1alpha1 was removed in Kubernetes 1.20 and has no successor']],
    ['kubernetes-website-2019/audit/audit-policy.yaml', ['2:7 Policy in apiVersion audit.k8s.io/v1beta1 is not a kind of Kubernetes 1.36']],
  ])('%s', (file, wanted) => {
    const outcome = check(file)
    expect(lines(outcome, 'error')).toEqual(wanted.map((line) => `${file}:${line}`))
    expect(outcome.exitCode).toBe(2)
    expect(outcome.workloads).toEqual([])
  })

  it('typos name what was meant', () => {
    expect(check(`${old}/volumes/scaleio/pod.yaml`).diagnostics.map(({ fix }) => fix)).toContain('did you mean "protectionDomain"?')
  })

  it('anti-affinity that matches no pod', () => {
    expect(lines(check('kubernetes-website/application/zookeeper/zookeeper.yaml'), 'warning')).toContain(
      'kubernetes-website/application/zookeeper/zookeeper.yaml:61:15 the podAntiAffinity of statefulset/zk selects app=zk, which is on no pod of these manifests, its own included: it has no effect')
  })

  it('a budget that matches no pod of the StatefulSet it is meant for', () => {
    const found = lines(check('kubernetes-website/application/zookeeper/zookeeper.yaml', 'kubernetes-website/policy/zookeeper-pod-disruption-budget-minavailable.yaml'), 'warning')
    expect(found.filter((line) => line.includes('protects nothing'))).toEqual(['kubernetes-website/policy/zookeeper-pod-disruption-budget-minavailable.yaml:7:3 the selector of poddisruptionbudget/zk-pdb matches no pod: it protects nothing'])
  })

  it('scheduling gates', () => {
    const { workloads } = check('kubernetes-website/pods/pod-with-scheduling-gates.yaml')
    expect(workloads).toEqual([expect.objectContaining({ ref: 'pod/test-pod', outcome: 'stuck', reason: expect.stringContaining('waits for its scheduling gates: example.com/foo, example.com/bar') })])
  })
})

describe.skipIf(!hasShared)('every manifest of the corpus, alone', () => {
  const files = hasShared ? readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name)).map((entry) => relative(corpus, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.startsWith('openapi-v3')).sort() : []

  it('is judged without a crash, and in words', async () => {
    const strange: string[] = []
    for (const file of files) {
      const outcome = await checkManifests([join(corpus, file)])
      const said = [...outcome.diagnostics.flatMap(({ message, fix = '', api = '' }) => [message, fix, api]), ...outcome.workloads.map(({ reason }) => reason)]
      strange.push(...said.filter((text) => /\bundefined\b|\bNaN\b|\[object |^\s*at .*:\d+/.test(text)).map((text) => `${file}: ${text}`))
      strange.push(...outcome.workloads.filter(({ outcome: is, reason }) => (is === 'stuck' || is === 'failing') && reason === '').map(({ ref }) => `${file}: ${ref} has no reason`))
    }
    expect(strange).toEqual([])
    expect(files.length).toBeGreaterThan(650)
  })
})

const answers = join(shared, 'golden/api')
const read = <T>(file: string): readonly T[] => (hasShared ? readFileSync(join(answers, file), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T) : [])

describe.skipIf(!hasShared)('what a real API server answers', () => {
  const known = new Set(['newrelic/newrelic-config.yaml', 'sysdig-cloud/sysdig-rc.yaml'])

  it('the same files are refused', async () => {
    const errors = new Map(read<{ readonly file: string; readonly stderr: string }>('stored-errors.jsonl').map(({ file, stderr }) => [file, stderr]))
    const files = new Set([...errors.keys(), ...read<{ readonly file: string }>('stored.jsonl').map(({ file }) => file)])
    const different: string[] = []
    for (const file of files) {
      const { diagnostics } = await checkManifests([join(corpus, file)])
      // Stricter than kubectl on purpose: keys that stand twice. Custom kinds are refused by a server that has no definition of them.
      const isRefused = diagnostics.some(({ severity, message }) => (severity === 'error' && !message.includes('is there twice')) || message.includes('is a custom kind'))
      const isRefusedThere = /^(error|Error|The |resource mapping not found)/m.test(errors.get(file) ?? '')
      if (isRefused !== isRefusedThere && ![...known].some((end) => file.endsWith(end))) different.push(file)
    }
    expect(different).toEqual([])
  })
})
