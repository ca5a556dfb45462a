import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, decodeError } from '../../../../src/sim/api/decode/decode.js'
import type { DecodeProblem } from '../../../../src/sim/api/decode/decode.js'

type Fields = Record<string, unknown>
const deployment = (spec: Fields): Fields => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec })
const pod = (container: Fields, spec: Fields = {}): Fields =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'c', ...container }], ...spec } })
const configMap = (fields: Fields): Fields => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, ...fields })

function problemsOf(manifest: unknown): readonly DecodeProblem[] {
  const result = decode(manifest)
  expect(result.ok).toBe(false)
  return result.problems
}
function objectOf(manifest: unknown): Fields {
  const result = decode(manifest)
  expect(result.problems).toEqual([])
  return result.object as unknown as Fields
}

describe('unknown fields', () => {
  it.each([
    [deployment({ replicsa: 3 }), '/spec/replicsa', '`spec.replicsa` is no field of DeploymentSpec', 'did you mean "replicas"?'],
    [pod({ imagee: 'x' }), '/spec/containers/0/imagee', '`spec.containers[0].imagee` is no field of Container', 'did you mean "image"?'],
    [pod({ Image: 'x' }), '/spec/containers/0/Image', '`spec.containers[0].Image` is no field of Container', 'did you mean "image"?'],
    [pod({}, { readinessProbe: {} }), '/spec/readinessProbe', '`spec.readinessProbe` is no field of PodSpec', '"readinessProbe" belongs to spec.containers[]'],
    [pod({ restartPolicyy: 'Never', terminationGracePeriodSeconds: 5 }, {}), '/spec/containers/0/restartPolicyy', '`spec.containers[0].restartPolicyy` is no field of Container', 'did you mean "restartPolicy"?'],
    [pod({ hostNetwork: true }), '/spec/containers/0/hostNetwork', '`spec.containers[0].hostNetwork` is no field of Container', '"hostNetwork" belongs to spec'],
    [configMap({ spec: {} }), '/spec', '`spec` is no field of ConfigMap', undefined],
    [pod({ 'a/b~c': 1 }), '/spec/containers/0/a~1b~0c', '`spec.containers[0].a/b~c` is no field of Container', undefined],
  ])('%j', (manifest, pointer, message, fix) => {
    expect(problemsOf(manifest)[0]).toMatchObject({ code: 'unknown-field', pointer, message, isKey: true, severity: 'error' })
    expect(problemsOf(manifest)[0]?.fix).toBe(fix)
  })

  it('are named together by the API server, in the order of their names', () => {
    const problems = problemsOf(pod({ zeta: 1, alpha: 2 }, { beta: 3 }))
    const api = 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.beta", unknown field "spec.containers[0].alpha", unknown field "spec.containers[0].zeta"'
    expect(problems.map((problem) => problem.api)).toEqual([api, api, api])
    expect(decodeError(problems)).toEqual({ code: 400, reason: 'BadRequest', message: api })
  })

  it.each([['Warn', ['warning']], ['Ignore', []]] as const)('are dropped with fieldValidation %s', (fieldValidation, severities) => {
    const result = decode(configMap({ dat: {}, data: { a: 'b' } }), { fieldValidation })
    expect(result.ok).toBe(true)
    expect(result.object).toEqual(configMap({ data: { a: 'b' } }))
    expect(result.problems.map((problem) => problem.severity)).toEqual(severities)
  })
})

describe('wrong types', () => {
  it.each([
    [deployment({ replicas: 'three' }), '/spec/replicas', '`spec.replicas` must be a whole number (32 bits), not the string "three"', undefined],
    [deployment({ replicas: '3' }), '/spec/replicas', '`spec.replicas` must be a whole number (32 bits), not the string "3"', 'write 3 without quotes'],
    [deployment({ replicas: 1.5 }), '/spec/replicas', '`spec.replicas` must be a whole number (32 bits), not the number 1.5', undefined],
    [deployment({ replicas: 3_000_000_000 }), '/spec/replicas', '`spec.replicas` must be a whole number (32 bits), not the number 3000000000', undefined],
    [pod({ env: [{ name: 'A', value: 8080 }] }), '/spec/containers/0/env/0/value', '`spec.containers[0].env[0].value` must be a string, not the number 8080', 'put it in quotes: "8080"'],
    [pod({ ports: { containerPort: 80 } }), '/spec/containers/0/ports', '`spec.containers[0].ports` must be a list of ContainerPort, not a map', 'put "- " before it, to make it the one entry of a list'],
    [pod({ args: 'a' }), '/spec/containers/0/args', '`spec.containers[0].args` must be a list of strings, not the string "a"', undefined],
    [pod({ tty: 'True' }), '/spec/containers/0/tty', '`spec.containers[0].tty` must be true or false, not the string "True"', 'write true without quotes'],
    [pod({ resources: [] }), '/spec/containers/0/resources', '`spec.containers[0].resources` must be a ResourceRequirements (a map of its fields), not a list', 'leave the "- " away: it is one map, not a list'],
    [configMap({ data: { port: 80 } }), '/data/port', '`data.port` must be a string, not the number 80', 'put it in quotes: "80"'],
    [configMap({ data: { bytes: Number.NaN } }), '/data/bytes', '`data.bytes` must be a string, not the number NaN', 'put it in quotes: "NaN"'],
  ])('%j', (manifest, pointer, message, fix) => {
    expect(problemsOf(manifest)[0]).toMatchObject({ code: 'wrong-type', pointer, message, severity: 'error' })
    expect(problemsOf(manifest)[0]?.fix).toBe(fix)
  })

  it.each([
    [pod({ imagePullPolicy: 5 }), 'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy'],
    [pod({}, { volumes: [{ name: 'v', fc: { lun: '2' } }] }), 'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field FCVolumeSource.spec.volumes.VolumeSource.fc.lun of type int32'],
    [pod({ livenessProbe: { httpGet: { port: true } } }), 'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32'],
    [pod({ resources: { limits: [] } }), 'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList'],
    [deployment({ template: 'x' }), 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec'],
    [configMap({ metadata: { name: 'x', labels: { a: 1 } } }), 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'],
    [configMap({ metadata: 'x' }), 'json: cannot unmarshal string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta'],
  ])('in the words of the API server: %j', (manifest, api) => {
    expect(problemsOf(manifest)[0]?.api).toBe(api)
  })

  it('are all reported at once; the server names the first, and none of the unknown fields', () => {
    const problems = problemsOf(deployment({ replicas: '3', paused: 'no', strateggy: {} }))
    expect(problems.map((problem) => problem.pointer)).toEqual(['/spec/paused', '/spec/replicas', '/spec/strateggy'])
    expect(problems[2]?.api).toBe('Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool')
  })
})

describe('values with a form of their own', () => {
  it('stores quantities canonically, also those given as numbers', () => {
    const decoded = objectOf(pod({ resources: { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: '100m' } } }))
    expect(decoded).toMatchObject({ spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '100m' } } }] } })
  })

  it('refuses what is no quantity', () => {
    const [problem] = problemsOf(pod({ resources: { limits: { memory: '1GiB' } } }))
    expect(problem).toMatchObject({ code: 'bad-value', pointer: '/spec/containers/0/resources/limits/memory' })
    expect(problem?.api).toBe(`Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`)
  })

  it('folds stringData of a Secret into its data', () => {
    const secret = objectOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'YQ==', b: 'Yg==' }, stringData: { a: 'ä', c: '' } })
    expect(secret).toEqual({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'w6Q=', b: 'Yg==', c: '' } })
  })

  it('refuses data of a Secret that is not base64', () => {
    expect(problemsOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'hello!' } })[0]?.api).toBe('Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 5')
  })

  it('converts an autoscaler of autoscaling/v1', () => {
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5, targetCPUUtilizationPercentage: 50 }
    const result = decode({ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec })
    expect(result.kind?.apiVersion).toBe('autoscaling/v2')
    expect(result.object).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: { maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }] },
    })
  })
})

describe('what Go does not store', () => {
  it('drops nulls and zero values, keeps zero values behind pointers', () => {
    const decoded = objectOf(deployment({ replicas: 0, paused: false, minReadySeconds: 0, selector: {}, template: null, progressDeadlineSeconds: null }))
    expect(decoded['spec']).toEqual({ replicas: 0, selector: {}, strategy: {}, template: { metadata: {}, spec: {} } })
  })

  it('reads a null in a map or list as the zero value', () => {
    expect(objectOf(configMap({ data: { a: null } }))['data']).toEqual({ a: '' })
    expect(objectOf(pod({ args: [null, 'x'] }))).toMatchObject({ spec: { containers: [{ args: ['', 'x'] }] } })
  })

  it('accepts a status and a creationTimestamp of null', () => {
    expect(objectOf(configMap({ metadata: { name: 'settings', creationTimestamp: null } }))).toEqual(configMap({}))
    expect(objectOf({ ...pod({}), status: { phase: 'Running' } })).toMatchObject({ status: { phase: 'Running' } })
  })

  it('keeps a key named __proto__ as plain data', () => {
    const data = objectOf(configMap({ data: JSON.parse('{"__proto__":"x"}') as Fields }))['data'] as Fields
    expect(Object.keys(data)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  })
})

describe('apiVersion and kind', () => {
  it.each([
    [{ kind: 'Pod' }, 'no-kind', '', undefined, 'error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false'],
    [{ apiVersion: 'v1', kind: 'Pot' }, 'unknown-kind', '/kind', 'did you mean "Pod"?', 'no matches for kind "Pot" in version "v1"'],
    [{ apiVersion: 'v1', kind: 'Deployment' }, 'unknown-kind', '/apiVersion', 'use apiVersion: apps/v1', 'no matches for kind "Deployment" in version "v1"'],
    [{ apiVersion: 'extensions/v1beta1', kind: 'Deployment' }, 'removed-kind', '/apiVersion', 'use apiVersion: apps/v1', 'no matches for kind "Deployment" in version "extensions/v1beta1"'],
    [{ apiVersion: 'extensions/v1beta1', kind: 'NetworkPolicy' }, 'removed-kind', '/apiVersion', 'use apiVersion: networking.k8s.io/v1', 'no matches for kind "NetworkPolicy" in version "extensions/v1beta1"'],
    [{ apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy' }, 'removed-kind', '/apiVersion', undefined, 'no matches for kind "PodSecurityPolicy" in version "policy/v1beta1"'],
    [{ apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' }, 'unknown-kind', '/kind', undefined, 'no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"'],
    ['hello', 'not-an-object', '', undefined, 'error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false'],
  ])('%j', (manifest, code, pointer, fix, api) => {
    const [problem] = problemsOf(manifest)
    expect(problem).toMatchObject({ code, pointer, api })
    if (code !== 'no-kind') expect(problem?.fix).toBe(fix)
  })

  it('takes objects of known custom kinds as they are', () => {
    const manifest = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 3, nothing: null } }
    const result = decode(manifest, { customKinds: new Set(['example.com/Widget']) })
    expect(result).toMatchObject({ ok: true, kind: { id: 'Widget.example.com', plural: 'widgets', simulated: false }, object: manifest })
  })
})

describe('limits', () => {
  it('refuses nesting without end', () => {
    const loop: Fields = {}
    loop['a'] = [loop, loop]
    expect(decode({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'r' }, revision: 1, data: loop }).problems[0]?.code).toBe('too-deep')
  })

  it('refuses more than three megabytes, also as a bomb of references', () => {
    let bomb: unknown = 'x'.repeat(100)
    for (let level = 0; level < 40; level += 1) bomb = [bomb, bomb]
    const problems = problemsOf({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'r' }, revision: 1, data: bomb })
    expect(problems.at(-1)).toMatchObject({ code: 'too-big', api: 'Request entity too large: limit is 3145728' })
    expect(decodeError(problems).code).toBe(413)
    expect(problemsOf(configMap({ data: { a: 'x'.repeat(4_000_000) } }))[0]?.code).toBe('too-big')
  })
})

const kinds = ['v1 Pod', 'apps/v1 Deployment', 'v1 Service', 'v1 Secret', 'autoscaling/v2 HorizontalPodAutoscaler', 'batch/v1 CronJob', 'apiextensions.k8s.io/v1 CustomResourceDefinition']
const words = ['metadata', 'name', 'labels', 'spec', 'containers', 'image', 'env', 'template', 'replicas', 'selector', 'data', 'status', 'ports', 'resources', 'limits', 'cpu', 'volumes', 'schema', 'properties']
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>('x', '', 0, 1, 1.5, -1, true, false, null, '100m', 'YQ==', 1e22, '2026-01-01T00:00:00Z'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 5 }),
  ),
})).value

describe('properties', () => {
  const manifests = fc.tuple(fc.constantFrom(...kinds), fc.dictionary(fc.constantFrom(...words), anyValue)).map(([type, fields]) => {
    const [apiVersion, kind] = type.split(' ')
    return { ...fields, apiVersion, kind }
  })

  it('never throws, and leaves its input alone', () => {
    fc.assert(fc.property(manifests, (manifest) => {
      const before = JSON.stringify(manifest)
      const result = decode(manifest)
      expect(JSON.stringify(manifest)).toBe(before)
      expect(result.ok).toBe(result.problems.length === 0)
      for (const problem of result.problems) expect(problem.api).toBe(result.problems[0]?.api)
    }))
  })

  it('decodes what it decoded to the same', () => {
    fc.assert(fc.property(manifests, (manifest) => {
      const once = decode(manifest)
      if (once.ok) expect(decode(once.object)).toEqual(once)
    }))
  })
})
