import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { registerCustomResources } from '../../src/sim/api/custom/register.js'
import { registerPolicies } from '../../src/sim/api/admission/policies/register.js'
import type { Json, KubeObject } from '../../src/sim/api/types.js'
import { defaultClusterOptions, scenarioContext } from '../../src/sim/cluster.js'
import { controlPlane } from '../../src/sim/control-plane.js'
import { createRequest } from '../../src/sim/requests/create.js'
import { kubectlText } from '../../src/sim/requests/request.js'
import { runUntil } from '../../src/sim/run.js'
import { createCluster } from '../../src/sim/start.js'

/** One object, and what kube-apiserver 1.36.2 answered to it (a dry run with strict field validation), in kubectl's words. */
interface Answer {
  readonly name: string
  readonly manifest: Json
  readonly error?: string
  readonly object?: KubeObject
  readonly warnings: readonly string[]
}
const answers = (file: string): readonly Answer[] =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/golden/api/${file}`, import.meta.url)), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Answer)

registerCustomResources()
registerPolicies()
const cluster = createCluster(controlPlane, { ...defaultClusterOptions })
runUntil(cluster, 5_000)
const context = scenarioContext(cluster, 1, 'admin')

const drawn = new Set(['uid', 'creationTimestamp', 'resourceVersion', 'managedFields'])
/** Without what is drawn or follows the clock, in a fixed order. */
function stable(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (name.startsWith('last') && name.endsWith('Time')) return '<time>'
    return value.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>').replace(/kube-api-access-[a-z0-9]{5}/, '<token>').replace(/^10\.96\.\d+\.\d+$/, '<ip>').replace(/^x-[a-z0-9]{5}$/, '<name>')
  }
  if (Array.isArray(value)) return value.map((item: unknown) => stable(item, name))
  if (typeof value !== 'object' || value === null) return name === 'nodePort' || name === 'healthCheckNodePort' ? '<port>' : value
  const entries = Object.entries(value).filter(([key, item]) => item !== undefined && !(name === 'metadata' && drawn.has(key)))
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, stable(item, key)]))
}
/** The server walks maps at random. */
const sorted = (text: string): readonly string[] => (stable(text) as string).split('\n').sort()

describe('what a real API server refuses', () => {
  it.each(answers('refusals.jsonl'))('$name', ({ manifest, error = '', warnings }) => {
    const result = createRequest(context, manifest, 'default', { isDryRun: true })
    expect(result.ok ? [] : sorted(kubectlText(result.error))).toEqual(sorted(error))
    expect([...(result.ok ? [] : (result.error.warnings ?? []))].sort()).toEqual([...warnings].sort())
  })
})

describe('what a real API server stores', () => {
  it.each(answers('stored.jsonl'))('$name', ({ manifest, object, warnings }) => {
    const result = createRequest(context, manifest, 'default', { isDryRun: true })
    expect(stable(result.ok ? JSON.parse(JSON.stringify(result.value.object)) : result.error)).toEqual(stable(object))
    expect([...(result.ok ? (result.warnings ?? []) : [])].sort()).toEqual([...warnings].sort())
  })
})
