#!/usr/bin/env node
// Records what kubectl says of the cases to a running cluster: node tools/recordings/record.mjs admission|updates|kinds KUBECTL KUBECONFIG > FILE [name part]
// Everything that differs from run to run (uids, revisions, times, file names) is left out.
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'

const [, , set, kubectl, kubeconfig, part = ''] = process.argv
const { cases } = await import(`./${{ updates: 'update', kinds: 'kind' }[set] ?? 'admission'}-cases.mjs`)
let cache = ''
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function run(args, input) {
  return new Promise((resolve) => {
    const child = execFile(kubectl, ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => resolve({ exit: error ? (error.code ?? 1) : 0, stdout, stderr }))
    child.stdin.end(input ?? '')
  })
}

const drop = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields'])
function stable(value, path = []) {
  if (Array.isArray(value)) return value.map((item) => stable(item, path))
  if (typeof value !== 'object' || value === null) return value
  const isMeta = path.at(-1) === 'metadata'
  return Object.fromEntries(Object.entries(value).filter(([key]) => !(isMeta && drop.has(key)) && key !== 'lastTransitionTime').map(([key, item]) => [key, stable(item, [...path, key])]))
}
const uidPattern = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const words = (text) => text.replaceAll(uidPattern, (uid) => (uid.startsWith('00000000-') ? uid : '<uid>')).replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<any>').replaceAll(/resourceVersion":"\d+"/g, 'resourceVersion":"<any>"')
function stdoutOf(args, stdout) {
  if (!args.includes('json') || !stdout.startsWith('{')) return words(stdout)
  return words(JSON.stringify(stable(JSON.parse(stdout))))
}

const text = (input) => (typeof input === 'string' ? input : JSON.stringify(input))
const objectsOf = (input) => (input === undefined ? undefined : typeof input === 'string' ? loadAll(input) : input)

async function settled(documents, ns) {
  for (const { kind, metadata } of documents) {
    if (kind === 'CustomResourceDefinition') {
      await run(['wait', '--for=condition=established', `crd/${metadata.name}`, '--timeout=20s'])
      for (let i = 0; i < 30 && (await run(['get', metadata.name])).exit !== 0; i += 1) await sleep(200)
    }
    if (kind === 'ResourceQuota') await run(['-n', ns, 'wait', '--for=jsonpath={.status.hard}', `quota/${metadata.name}`, '--timeout=20s'])
  }
  if (documents.some(({ kind }) => kind.endsWith('AdmissionPolicyBinding'))) await sleep(documents.some(({ spec }) => spec?.paramRef?.selector) ? 8000 : 2500)
}

const clusterWide = /^(CustomResourceDefinition|.*AdmissionPolicy(Binding)?|PersistentVolume|StorageClass|PriorityClass|IngressClass|RuntimeClass|CSIDriver|ClusterRole|ClusterRoleBinding|Node|Namespace|FlowSchema|PriorityLevelConfiguration|APIService|CertificateSigningRequest|DeviceClass)$/
async function cleanUp(documents, ns) {
  for (const { kind, metadata } of documents) if (clusterWide.test(kind) && metadata?.name !== ns) await run(['delete', kind, metadata.name, '--wait=false', '--ignore-not-found'])
  await run(['delete', 'namespace', ns, '--wait=false'])
  for (const { kind, metadata } of documents) if (kind === 'CustomResourceDefinition') await run(['wait', '--for=delete', `crd/${metadata?.name}`, '--timeout=20s'])
  await run(['-n', ns, 'delete', 'pods', '--all', '--force', '--grace-period=0'])
}

async function record(name, setup, steps, ns) {
  const fill = (value) => JSON.parse(JSON.stringify(value).replaceAll('$NS', ns))
  const manifests = fill(setup.flatMap((one) => objectsOf(one)))
  // what a scope or version was before must not be remembered
  cache = mkdtempSync(join(tmpdir(), 'discovery-'))
  await run(['create', 'namespace', ns])
  for (let i = 0; i < 50 && (await run(['-n', ns, 'get', 'serviceaccount', 'default'])).exit !== 0; i += 1) await sleep(100)
  for (const manifest of manifests) {
    const made = await run(['-n', ns, manifest.kind === 'Namespace' ? 'apply' : 'create', '-f', '-'], JSON.stringify(manifest))
    if (made.exit !== 0) process.stderr.write(`${name}: setup failed: ${made.stderr}\n`)
    await settled([manifest], ns)
  }
  const recorded = []
  const made = [...manifests]
  for (const [args, input] of fill(steps.map(([args, input]) => (input === undefined ? [args] : [args, text(input)])))) {
    const documents = input === undefined ? undefined : objectsOf(input)
    const answer = await run(['-n', ns, ...args], documents === undefined ? undefined : documents.map((one) => JSON.stringify(one)).join('\n---\n'))
    recorded.push({ args, ...(documents && { input: documents }), exit: answer.exit, stdout: stdoutOf(args, answer.stdout), stderr: words(answer.stderr) })
    if (documents) {
      made.push(...documents)
      await settled(documents.filter(({ kind }) => kind === 'CustomResourceDefinition'), ns)
    }
  }
  process.stdout.write(`${JSON.stringify({ name, namespace: ns, manifests, steps: recorded })}\n`)
  await cleanUp(made, ns)
}

let index = 0
for (const one of cases) {
  index += 1
  const [name, setup, steps] = Array.isArray(one) ? one : [one.name, one.manifests.map((manifest) => [manifest]), [[one.args, one.input[0]]]]
  if (name.includes(part)) await record(name, setup, steps, `${{ updates: 'u', kinds: 'k' }[set] ?? 't'}${String(index).padStart(3, '0')}`)
}
