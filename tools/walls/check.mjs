// Reads TypeScript sources and says where they break a rule of rules.mjs. Pure: text in, findings out.
import { dirname, join, normalize } from 'node:path/posix'
import ts from 'typescript'
import { assemblers, banned, emptyNames, limits, packages, rooms } from './rules.mjs'

const roomOf = (file) => rooms.find(({ room }) => room === '' || file.startsWith(`${room}/`))
const isIn = (file, place) => (place.endsWith('.ts') ? file === place : place === '' || file.startsWith(place.endsWith('/') ? place : `${place}/`))

/** `file` is relative to src. Findings: { file, line, message }. */
export function checkFile(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1
  const findings = []
  const find = (line, message) => findings.push({ file, line, message })
  const isExempt = /^\/\/ (table|generated) file/.test(text)
  const lines = text.split('\n')
  if (!isExempt && lines.length > limits.fileLines) find(limits.fileLines, `the file has ${lines.length} lines, the limit is ${limits.fileLines}: split it by concept`)
  lines.forEach((line, i) => { if (!isExempt && line.length > limits.lineLength) find(i + 1, `the line has ${line.length} characters, the limit is ${limits.lineLength}`) })
  for (const word of file.replace(/\.ts$/, '').split(/[/-]/)) if (emptyNames[word]) find(1, `the file name says "${word}": name ${emptyNames[word]}`)
  checkWords(file, source, find, lineOf)
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier)) checkImport(file, node, find, lineOf)
    if (ts.isFunctionLike(node) && node.body && !isExempt) {
      const size = lineOf(node.body.end) - lineOf(node.body.pos) + 1
      if (size > limits.functionLines) find(lineOf(node.pos), `the function has ${size} lines, the limit is ${limits.functionLines}: give its parts names`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return findings
}

/** Banned words, comments and strings left out. */
function checkWords(file, source, find, lineOf) {
  const code = source.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g, (match) => match.replace(/[^\n]/g, ' '))
  for (const rule of banned) {
    if (!isIn(file, rule.in) || rule.except?.some((place) => isIn(file, place))) continue
    const subject = rule.pattern.source.includes('TODO') || rule.pattern.source.includes('@ts') ? source.text : code
    const match = rule.pattern.exec(subject)
    if (match) find(lineOf(match.index), `\`${match[0]}\` is not used here: ${rule.say}`)
  }
}

function checkImport(file, node, find, lineOf) {
  const line = lineOf(node.moduleSpecifier.pos)
  const specifier = node.moduleSpecifier.text
  if (!specifier.startsWith('.')) return checkPackage(file, specifier, line, find)
  const target = normalize(join(dirname(file), specifier)).replace(/\.js$/, '.ts')
  const [from, to] = [roomOf(file), roomOf(target)]
  if (from === to || assemblers.includes(file) || from.imports.includes('') || from.imports.includes(to.room) || from.files?.includes(target)) return undefined
  // `sim` as a whole may be named by the rooms around it.
  if (from.imports.includes('sim') && to.room.startsWith('sim') && !from.room.startsWith('sim')) return undefined
  return find(line, `${from.room || 'src'} may not import ${target}: see the walls in docs/architecture.md`)
}

function checkPackage(file, specifier, line, find) {
  if (file.startsWith('sim/') && specifier.startsWith('node:')) return find(line, `sim does no I/O and runs in a browser too: ${specifier} belongs to harness or cli`)
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]
  if (name.startsWith('node:')) return undefined
  const homes = packages[name]
  if (homes === undefined) return find(line, `the package ${name} has no room: name one in tools/walls/rules.mjs`)
  return homes.some((home) => isIn(file, home)) ? undefined : find(line, `${name} lives in ${homes.join(' and ')} only`)
}
