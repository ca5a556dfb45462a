#!/usr/bin/env node
// Records what becomes of the cases of merge-cases.mjs on a running cluster: node tools/recordings/record-merges.mjs KUBECTL KUBECONFIG [name part] > FILE
// Steps are more than a second apart, so that the order of managed fields follows from their times. What differs from run to run is left out.
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cases } from './merge-cases.mjs'

const [, , kubectl, kubeconfig, part = ''] = process.argv
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const cache = mkdtempSync(join(tmpdir(), 'discovery-'))

const run = (args, input = '') => new Promise((resolve) => {
  const child = execFile(kubectl, ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => resolve({ exit: error ? (error.code ?? 1) : 0, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() }))
  child.stdin.end(input)
})

function stable(object) {
  const { uid: _, resourceVersion: __, creationTimestamp: ___, managedFields, ...metadata } = object.metadata
  const entries = managedFields?.map(({ time, ...entry }) => ({ ...entry, hasTime: time !== undefined }))
  return { ...object, metadata: { ...metadata, ...(entries && { managedFields: entries }) } }
}

async function prepare(ns, manifests) {
  await run(['create', 'namespace', ns])
  for (let i = 0; i < 50 && (await run(['-n', ns, 'get', 'serviceaccount', 'default'])).exit !== 0; i += 1) await sleep(100)
  for (const manifest of manifests) {
    await run(['create', '-f', '-'], JSON.stringify(manifest))
    await run(['wait', '--for=condition=established', `crd/${manifest.metadata.name}`, '--timeout=20s'])
    await sleep(500)
  }
}

for (const [index, [name, target, steps, manifests = []]] of cases.entries()) {
  if (!name.includes(part)) continue
  const ns = `m${String(index + 1).padStart(3, '0')}`
  await prepare(ns, manifests)
  const recorded = []
  for (const [args, manifest] of steps) {
    const answer = await run(['-n', ns, ...args], manifest && JSON.stringify(manifest))
    const got = await run(['-n', ns, 'get', target, '-o', 'json', '--show-managed-fields'])
    recorded.push({ kubectl: args, ...(manifest && { manifest }), ...answer, ...(got.exit === 0 && { object: stable(JSON.parse(got.stdout)) }) })
    await sleep(1050)
  }
  process.stdout.write(`${JSON.stringify({ name, target, namespace: ns, ...(manifests.length > 0 && { manifests }), steps: recorded })}\n`)
}
