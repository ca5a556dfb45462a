#!/usr/bin/env node
// `npm run lint`: holds src against the walls. Exit 1 with one line a finding.
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { checkFile } from './check.mjs'

const root = join(import.meta.dirname, '../../src')
const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name)).sort()
const findings = files.flatMap((file) => checkFile(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')))
for (const { file, line, message } of findings) console.log(`src/${file}:${line}: ${message}`)
console.log(`walls: ${files.length} files, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
