import { byBytes, namesIn } from '../files/mounted.js'
import type { FileNode } from '../files/tree.js'
import { find, viewOf } from '../os/files.js'
import { byteLength } from './filter.js'
import { fail, isBusybox, optionsOf, out, refuseOption } from './options.js'
import { instant, type Call, type Program } from './program.js'
import { formatDate, missingOperand } from './sleep-time.js'
import { findPaths, type FoundPath } from './walk.js'

type Given = ReadonlyMap<string, string>

const ls = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'laA1FhrtSdRinGoksLpx', { all: 'a', color: 'k', 'almost-all': 'A' })
  if (unknown !== undefined) return refuseOption(call, unknown, 2)
  const paths = operands.length === 0 ? ['.'] : [...operands].sort(byBytes)
  let status = 0
  const files: FoundPath[] = []
  const directories: string[] = []
  for (const path of paths) {
    const found = find(call.turn, call.task, path, !given.has('l') || path.endsWith('/') || !given.has('d'))
    if (!found.ok || found.place.node === undefined) status = fail(call, isBusybox(call) ? `${path}: No such file or directory`
      : `cannot access '${path}': No such file or directory`, isBusybox(call) ? 1 : 2)
    else if (found.place.node.kind === 'directory' && !given.has('d')) directories.push(path)
    else files.push({ path, node: found.place.node, depth: 0 })
  }
  out(call, rows(call, given, files))
  for (const [index, path] of directories.entries()) {
    const title = paths.length > 1 ? `${index > 0 || files.length > 0 ? '\n' : ''}${path}:\n` : ''
    const entries = entriesOf(call, given, path)
    out(call, `${title}${given.has('l') ? `total ${entries.length === 0 ? 0 : entries.length * 4}\n` : ''}${rows(call, given, entries)}`)
  }
  return status
})

function entriesOf(call: Call, given: Given, path: string): readonly FoundPath[] {
  const found = find(call.turn, call.task, path)
  if (!found.ok) return []
  const names = namesIn(viewOf(call.turn), found.place).filter((name) => given.has('a') || given.has('A') || !name.startsWith('.'))
  const listed = [...(given.has('a') ? ['.', '..'] : []), ...names].flatMap((name): readonly FoundPath[] => {
    const child = find(call.turn, call.task, `${path}/${name}`, false)
    return child.ok && child.place.node !== undefined ? [{ path: name, node: child.place.node, depth: 1 }] : []
  })
  const sorted = given.has('t') ? [...listed].sort((a, b) => b.node.at - a.node.at) : given.has('S') ? [...listed].sort((a, b) => sizeOf(b.node) - sizeOf(a.node)) : listed
  return given.has('r') ? [...sorted].reverse() : sorted
}

export const sizeOf = (node: FileNode): number => (node.kind === 'file' ? byteLength(node.text) : node.kind === 'link' ? node.target.length : 4096)

function rows(call: Call, given: Given, entries: readonly FoundPath[]): string {
  if (!given.has('l')) return entries.map(({ path, node }) => `${path}${given.has('F') || given.has('p') ? mark(node) : ''}\n`).join('')
  const width = Math.max(0, ...entries.map(({ node }) => String(sizeOf(node)).length))
  return entries.map(({ path, node }) => longRow(call, path, node, width)).join('')
}

const mark = (node: FileNode): string => (node.kind === 'directory' ? '/' : node.kind === 'link' ? '@' : (node.mode & 0o111) !== 0 ? '*' : '')

function longRow(call: Call, path: string, node: FileNode, width: number): string {
  const owner = node.kind === 'link' ? 0 : node.owner ?? 0
  const name = owner === 0 ? 'root' : String(owner)
  const links = node.kind === 'directory' ? 2 : 1
  const when = formatDate(call.turn.epochMs + node.at, '%b %e %H:%M')
  const target = node.kind === 'link' ? ` -> ${node.target}` : ''
  return isBusybox(call)
    ? `${modeText(node)} ${String(links).padStart(4)} ${name.padEnd(8)} ${name.padEnd(8)} ${String(sizeOf(node)).padStart(9)} ${when} ${path}${target}\n`
    : `${modeText(node)} ${links} ${name} ${name} ${String(sizeOf(node)).padStart(width)} ${when} ${path}${target}\n`
}

function modeText(node: FileNode): string {
  if (node.kind === 'link') return 'lrwxrwxrwx'
  const bits = [...'rwxrwxrwx'].map((letter, index) => ((node.mode >> (8 - index)) & 1 ? letter : '-')).join('')
  return (node.kind === 'directory' ? 'd' : '-') + ((node.mode & 0o1000) !== 0 ? `${bits.slice(0, 8)}t` : bits)
}

const stat = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'c:Lft', { 'format=': 'c' })
  if (operands.length === 0) return missingOperand(call)
  let status = 0
  for (const path of operands) {
    const found = find(call.turn, call.task, path, given.has('L'))
    const node = found.ok ? found.place.node : undefined
    if (node === undefined) {
      status = fail(call, isBusybox(call) ? `can't stat '${path}': No such file or directory` : `cannot statx '${path}': No such file or directory`)
      continue
    }
    const mode = node.kind === 'link' ? 0o777 : node.mode
    const at = call.turn.epochMs + node.at
    const owner = node.kind === 'link' ? 0 : node.owner ?? 0
    const values: Readonly<Record<string, string>> = {
      n: path, s: String(sizeOf(node)), a: mode.toString(8), A: modeText(node), u: String(owner), U: owner === 0 ? 'root' : String(owner), g: String(owner), G: owner === 0 ? 'root' : String(owner),
      Y: String(Math.floor(at / 1000)), y: `${formatDate(at, '%Y-%m-%d %H:%M:%S')}.000000000 +0000`, X: String(Math.floor(at / 1000)), Z: String(Math.floor(at / 1000)),
        F: node.kind === 'file' ? 'regular file' : node.kind === 'link' ? 'symbolic link' : 'directory', h: '1', i: '1',
    }
    out(call, `${(given.get('c') ?? '  File: %n\n  Size: %s\tBlocks: 8\tIO Block: 4096\t%F\nAccess: (%a/%A)\tUid: (%u/%U)\tGid: (%g/%G)\nModify: %y').replaceAll(/%([a-zA-Z])/g, (all, letter: string) => values[letter] ?? all)}\n`)
  }
  return status
})

const du = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'shkmacd:', { 'max-depth=': 'd', 'human-readable': 'h' })
  for (const path of operands.length === 0 ? ['.'] : operands) {
    const kib = findPaths(call, path).reduce((total, { node }) => total + (node.kind === 'directory' ? 4 : Math.ceil(sizeOf(node) / 4096) * 4), 0)
    const size = given.has('h') ? (kib >= 1_048_576 ? `${(kib / 1_048_576).toFixed(1)}G` : kib >= 1024 ? `${(kib / 1024).toFixed(1)}M` : `${kib}K`) : given.has('m')
      ? String(Math.ceil(kib / 1024)) : String(kib)
    out(call, `${size}\t${path}\n`)
  }
  return 0
})

const df = instant((call) => {
  const { given } = optionsOf(call.argv.slice(1), 'hkTPai')
  const isHuman = given.has('h')
  out(call, isHuman ? 'Filesystem                Size      Used Available Use% Mounted on\n' : 'Filesystem           1K-blocks      Used Available Use% Mounted on\n')
  for (const { path } of call.turn.machine.spec.mounts) out(call, isHuman ? `overlay                 100.0G     20.0G     80.0G  20% ${path}\n`
    : `overlay              104857600  20971520  83886080  20% ${path}\n`)
  return 0
})

export const listPrograms: Readonly<Record<string, Program>> = { ls, dir: ls, stat, du, df }
