import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileScenario, type CompiledScenario } from '../src/harness/compile-scenario.js'
import { createManifestLoader } from '../src/harness/discover/manifest-loader.js'
import { loadText } from '../src/harness/load/load.js'
import type { ManifestLoader } from '../src/harness/manifests/load-manifests.js'
import { runScenario } from '../src/harness/run/run-scenario.js'
import { schemaCheckFor, type SchemaCheck } from '../src/harness/validate/check.js'
import { validate } from '../src/harness/validate/validate.js'
import { controlPlane } from '../src/sim/control-plane.js'
import { checkInvariants } from '../src/sim/invariants/registry.js'
import { traceLine } from '../src/sim/trace.js'

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {
  replicas: 3, selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '500m' } }, readinessProbe: { httpGet: { port: 80 }, periodSeconds: 3 } }] } },
} }
const seconds = fc.integer({ min: 1, max: 90 }).map((n) => ({ advance: `${n}s` }))
const node = fc.integer({ min: 0, max: 2 }).map((n) => `worker-${n}`)
const change = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((n) => ({ scale: { 'deployment/web': n } })),
  fc.integer({ min: 1, max: 3 }).map((n) => ({ set: { image: { 'deployment/web': { web: `web:${n}` } } } })),
  fc.constant({ rollout: { restart: 'deployment/web' }, refused: undefined }),
  node.map((name) => ({ inject: { 'node-failure': name }, for: '70s' })),
  node.map((name) => ({ inject: { 'node-partition': name }, for: '80s' })),
  fc.constant({ inject: { 'container-crash': { select: 'app=web', any: 1, exit: 3 } } }),
  node.map((name) => ({ cordon: name })),
  node.map((name) => ({ uncordon: name })),
  fc.constant({ delete: { ref: 'pods', select: 'app=web' } }),
)
const steps = fc.array(fc.tuple(change, seconds), { minLength: 1, maxLength: 6 }).map((pairs) => pairs.flat())
const scenarios = fc.record({ seed: fc.nat(1000), steps, crashes: fc.boolean(), stop: fc.constantFrom('1s', '5s', 'never') })

let check: SchemaCheck
let loadManifests: ManifestLoader
beforeAll(async () => {
  check = await schemaCheckFor([{}])
  loadManifests = await createManifestLoader([])
})

function compile({ seed, steps: list, crashes, stop }: { seed: number; steps: readonly object[]; crashes: boolean; stop: string }): CompiledScenario {
  const value = {
    apiVersion: 'seatrial.dev/v1alpha1', kind: 'Scenario', metadata: { name: 'generated' },
    spec: {
      seed, cluster: { nodes: [{ name: 'worker', count: 3 }] },
      containers: [{ match: { image: 'web:*' }, pull: '500ms', start: '300ms', stop, ...(crashes ? { run: [{ for: '7s', exit: 1 }, 'forever'] } : {}) }],
      steps: [{ apply: deployment }, { advance: '10s' }, ...list],
    },
  }
  const { documents, diagnostics } = loadText({ file: 'generated.yaml', text: JSON.stringify(value) })
  expect(diagnostics).toEqual([])
  const { spec, diagnostics: problems } = validate(documents[0]!, check)
  expect(problems).toEqual([])
  const { scenario, diagnostics: wrong } = compileScenario(spec!, loadManifests, seed)
  expect(wrong.filter(({ severity }) => severity === 'error')).toEqual([])
  return scenario!
}

const traceOf = (scenario: CompiledScenario, forkAtMs?: number): string => runScenario(scenario, controlPlane, [], { forkAtMs }).cluster!.log.entries.map(traceLine).join('')

describe('generated scenarios', () => {
  it('write the same bytes twice and after a fork anywhere, and break no invariant', () => {
    fc.assert(fc.property(scenarios, fc.double({ min: 0, max: 1, noNaN: true }), (parts, where) => {
      const scenario = compile(parts)
      const { outcome, cluster } = runScenario(scenario, controlPlane, [])
      const trace = cluster!.log.entries.map(traceLine).join('')
      expect(outcome.status).not.toBe('error')
      expect(traceOf(scenario) === trace).toBe(true)
      expect(traceOf(scenario, Math.floor(outcome.virtualMs * where)) === trace).toBe(true)
      expect(checkInvariants(cluster!)).toEqual([])
    }), { numRuns: 25 })
  })
})
