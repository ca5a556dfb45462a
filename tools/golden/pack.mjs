#!/usr/bin/env node
// Packs recordings of a real cluster into fixtures/golden: node tools/golden/pack.mjs FOLDER NAME… | stage=N…
// Of NAME.jsonl and NAME.again.jsonl stays what the comparison of specs/golden reads; NAME.yaml is copied as it is.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { kept, keptFields } from './kept-fields.mjs'

const target = join(import.meta.dirname, '../../fixtures/golden')
const isOfTheSystem = ({ metadata: { name, namespace } }) =>
  namespace?.startsWith('kube-') || ['kube-root-ca.crt', 'kubernetes', 'kube-system', 'kube-public', 'kube-node-lease'].includes(name)

/** Lines that change nothing that is read are left out. The last line stays, whatever it tells: it says how long the recording went on. */
function packLines(lines) {
  const before = new Map()
  const entries = lines.map((line) => JSON.parse(line))
  const last = entries.findLast(({ object }) => object !== undefined)
  const packed = entries.filter(({ type }) => type === 'SCENARIO').map((header) => JSON.stringify(header))
  for (const entry of entries) {
    if (entry.object === undefined) continue
    const small = packEntry(entry, before)
    if (small !== undefined) packed.push(small)
    else if (entry === last) packed.push(JSON.stringify({ t: entry.t, type: entry.type, object: kept(entry.object, keptFields[entry.object.kind] ?? keptFields.ConfigMap) }))
  }
  return packed
}

function packEntry({ t, type, object }, before) {
  const fields = keptFields[object.kind]
  if (fields === undefined || isOfTheSystem(object)) return undefined
  const key = `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
  const small = kept(object, fields)
  const text = JSON.stringify(small)
  if (type === 'MODIFIED' && before.get(key) === text) return undefined
  before.set(key, text)
  return JSON.stringify({ t, type, object: small })
}

function packFile(from, name) {
  const lines = readFileSync(join(from, name), 'utf8').split('\n').filter((line) => line !== '')
  const bytes = gzipSync(`${packLines(lines).join('\n')}\n`, { level: 9 })
  writeFileSync(join(target, `${name}.gz`), bytes)
  return bytes.length
}

const [from, ...wanted] = process.argv.slice(2)
if (from === undefined || wanted.length === 0) throw new Error('usage: node tools/golden/pack.mjs FOLDER NAME… | stage=N…')
const stageOf = (name) => /stage: "(\d)"/.exec(readFileSync(join(from, `${name}.yaml`), 'utf8'))?.[1]
const names = readdirSync(from).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length))
  .filter((name) => wanted.includes(name) || wanted.includes(`stage=${stageOf(name)}`))
mkdirSync(target, { recursive: true })
let bytes = 0
for (const name of names) {
  copyFileSync(join(from, `${name}.yaml`), join(target, `${name}.yaml`))
  for (const file of [`${name}.jsonl`, `${name}.again.jsonl`]) if (existsSync(join(from, file))) bytes += packFile(from, file)
}
console.log(`${names.length} recordings, ${bytes} bytes`)
