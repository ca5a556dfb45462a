#!/usr/bin/env node
// Asks a running API server again for every object of fixtures/golden/api/{refusals,stored}.jsonl, by dry runs with strict field validation:
// NODE_TLS_REJECT_UNAUTHORIZED=0 node tools/recordings/answers.mjs https://127.0.0.1:6443 TOKEN
import { readFileSync, writeFileSync } from 'node:fs'

const [, , server, token] = process.argv
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
const folder = new URL('../../fixtures/golden/api/', import.meta.url)
const sorted = (value) => (Array.isArray(value) ? value.map(sorted) : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value)

const resources = new Map()
async function resourceOf({ apiVersion, kind }) {
  const path = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`
  if (!resources.has(path)) resources.set(path, (await (await fetch(`${server}/${path}`, { headers })).json()).resources)
  const { name, namespaced } = resources.get(path).find((resource) => resource.kind === kind && !resource.name.includes('/'))
  return { path, name, namespaced }
}

function words({ reason, message, details }) {
  if (reason !== 'Invalid') return `Error from server (${reason}): ${message}`
  const texts = [...new Set((details?.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`))]
  if (texts.length === 0) return `The ${message}`
  return `The ${details.kind} "${details.name ?? ''}" is invalid: ${texts.length === 1 ? texts[0] : `\n${texts.map((text) => `* ${text}`).join('\n')}`}`
}

const warningsOf = (header) => [...(header ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replaceAll(/\\(.)/g, '$1'))

async function answer({ name, manifest }) {
  const { path, name: resource, namespaced } = await resourceOf(manifest)
  const place = namespaced ? `namespaces/${manifest.metadata?.namespace || 'default'}/` : ''
  const response = await fetch(`${server}/${path}/${place}${resource}?dryRun=All&fieldValidation=Strict`, { method: 'POST', headers, body: JSON.stringify(sorted(manifest)) })
  const body = await response.json()
  const warnings = warningsOf(response.headers.get('warning'))
  if (!response.ok) return { name, manifest, error: words(body), warnings }
  for (const field of ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields']) delete body.metadata[field]
  return { name, manifest, warnings, object: body }
}

for (const file of ['refusals.jsonl', 'stored.jsonl']) {
  const lines = readFileSync(new URL(file, folder), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
  const asked = []
  for (const line of lines) asked.push(JSON.stringify(await answer(line)))
  writeFileSync(new URL(file, folder), `${asked.join('\n')}\n`)
}
