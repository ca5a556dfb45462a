import { absolute, normal, type Place } from '../files/mounted.js'
import { emptyDirectory, fileOf, linkTo, type FileNode } from '../files/tree.js'
import { isAssumed } from '../os/assumed.js'
import { errnoText, find, nodeOf, put, readText, type Errno } from '../os/files.js'
import { write } from '../os/io.js'
import { randomBelow } from '../shell/variables.js'
import { fail, isBusybox, optionsOf, out, refuseOption } from './options.js'
import { missingOperand } from './sleep-time.js'
import { instant, type Call, type Program } from './program.js'

const quote = (call: Call, path: string): string => (isBusybox(call) ? `'${path}'` : `'${path}'`)

/** Runs over operands; the status is 1 when any of them failed. */
const each = (operands: readonly string[], act: (path: string) => number): number => operands.reduce((status, path) => act(path) || status, 0)

const baseName = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '') || (path.startsWith('/') ? '/' : '')

function placeOf(call: Call, path: string, followsLast: boolean = true): Place | Errno {
  const found = find(call.turn, call.task, path, followsLast)
  return found.ok ? found.place : found.errno
}

const touch = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'acmhd:r:t:', { 'no-create': 'c', 'date=': 'd', 'reference=': 'r' })
  if (unknown !== undefined) return refuseOption(call, unknown)
  if (operands.length === 0) return missingOperand(call, 'missing file operand')
  return each(operands, (path) => {
    const place = placeOf(call, path)
    if (typeof place === 'string') return fail(call, isBusybox(call) ? `${path}: ${errnoText[place]}` : `cannot touch ${quote(call, path)}: ${errnoText[place]}`)
    if (place.node === undefined && given.has('c')) return 0
    const errno = put(call.turn, place, place.node === undefined ? fileOf('', call.turn.now) : { ...place.node, at: call.turn.now })
    return errno === undefined ? 0 : fail(call, isBusybox(call) ? `${path}: ${errnoText[errno]}` : `cannot touch ${quote(call, path)}: ${errnoText[errno]}`)
  })
})

const rm = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'rRfivd', { recursive: 'r', force: 'f', verbose: 'v' })
  if (unknown !== undefined) return refuseOption(call, unknown)
  if (operands.length === 0) return given.has('f') ? 0 : missingOperand(call)
  const isRecursive = given.has('r') || given.has('R')
  return each(operands, (path) => {
    const place = placeOf(call, path, false)
    const cannot = (words: string): number => fail(call, isBusybox(call) ? `can't remove '${path}': ${words}` : `cannot remove '${path}': ${words}`)
    if (typeof place === 'string') return given.has('f') && place !== 'ELOOP' ? 0 : cannot(errnoText[place])
    if (place.node === undefined) return given.has('f') ? 0 : cannot(errnoText.ENOENT)
    if (place.node.kind === 'directory' && !isRecursive) return isBusybox(call) ? fail(call, `'${path}' is a directory`) : cannot(errnoText.EISDIR)
    const errno = place.node.kind === 'directory' && place.inside.length === 0 ? emptyOut(call, place) : put(call.turn, place, undefined)
    return errno === undefined ? 0 : cannot(errnoText[errno])
  })
})

/** Takes away a file or an empty directory, as `find -delete`. */
export function removePath(call: Call, path: string): boolean {
  const place = placeOf(call, path, false)
  const errno = typeof place === 'string' ? place : place.node?.kind === 'directory' && place.node.entries.size > 0 ? 'ENOTEMPTY' : put(call.turn, place, undefined)
  if (errno !== undefined) fail(call, isBusybox(call) ? `${path}: ${errnoText[errno]}` : `cannot delete '${path}': ${errnoText[errno]}`)
  return errno === undefined
}

/** The root of a mount loses what it holds and stays itself. */
function emptyOut(call: Call, place: Place): Errno {
  put(call.turn, place, { ...emptyDirectory, at: call.turn.now })
  return 'EBUSY'
}

const mkdir = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'pm:v', { parents: 'p', 'mode=': 'm', verbose: 'v' })
  if (unknown !== undefined) return refuseOption(call, unknown)
  if (operands.length === 0) return missingOperand(call)
  const mode = given.has('m') ? Number.parseInt(given.get('m')!, 8) : 0o755
  return each(operands, (path) => {
    const errno = given.has('p') ? makeAll(call, path, mode) : makeOne(call, path, mode)
    return errno === undefined ? 0 : fail(call, isBusybox(call) ? `can't create directory '${path}': ${errnoText[errno]}` : `cannot create directory '${path}': ${errnoText[errno]}`)
  })
})

function makeOne(call: Call, path: string, mode: number): Errno | undefined {
  const place = placeOf(call, path)
  if (typeof place === 'string') return place
  return place.node === undefined ? put(call.turn, place, { ...emptyDirectory, mode, at: call.turn.now }) : 'EEXIST'
}

function makeAll(call: Call, path: string, mode: number): Errno | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  let current = path.startsWith('/') ? '' : '.'
  for (const part of parts) {
    current += `/${part}`
    const node = nodeOf(call.turn, call.task, current)
    if (node !== undefined && node.kind !== 'directory') return current.endsWith(path.replace(/^\//, '')) ? 'EEXIST' : 'ENOTDIR'
    const errno = node === undefined ? makeOne(call, current, mode) : undefined
    if (errno !== undefined) return errno
  }
  return undefined
}

const rmdir = instant((call) => {
  const { operands } = optionsOf(call.argv.slice(1), 'p', { 'ignore-fail-on-non-empty': 'p' })
  return each(operands, (path) => {
    const place = placeOf(call, path, false)
    const errno = typeof place === 'string' ? place : place.node === undefined ? 'ENOENT' : place.node.kind !== 'directory' ? 'ENOTDIR' : place.node.entries.size > 0 ? 'ENOTEMPTY' : put(call.turn, place, undefined)
    return errno === undefined ? 0 : fail(call, isBusybox(call) ? `'${path}': ${errnoText[errno]}` : `failed to remove '${path}': ${errnoText[errno]}`)
  })
})

/** Where an operand goes: into the target when that is a directory. */
const inTarget = (call: Call, source: string, target: string): string =>
  (nodeOf(call.turn, call.task, target)?.kind === 'directory' ? `${target.replace(/\/+$/, '')}/${baseName(source)}` : target)

const cp = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'rRapfvLPdnHut:T', { recursive: 'r', archive: 'a', force: 'f', verbose: 'v', 'no-clobber': 'n', preserve: 'p', update: 'u' })
  if (unknown !== undefined) return refuseOption(call, unknown)
  if (operands.length < 2) return missingOperand(call, operands.length === 0 ? 'missing file operand' : `missing destination file operand after '${operands[0]}'`)
  const target = operands.at(-1)!
  const sources = operands.slice(0, -1)
  if (sources.length > 1 && nodeOf(call.turn, call.task, target)?.kind !== 'directory') return fail(call, isBusybox(call) ? `target '${target}' is not a directory` : `target '${target}' is not a directory`)
  const isRecursive = ['r', 'R', 'a'].some((letter) => given.has(letter))
  return each(sources, (source) => copyOne(call, source, target, isRecursive, given))
})

function copyOne(call: Call, source: string, target: string, isRecursive: boolean, given: ReadonlyMap<string, string>): number {
  const node = nodeOf(call.turn, call.task, source, !given.has('a') && !given.has('d')) ?? (isAssumed(call.turn, call.task, source) ? assumedNode(source, call.turn.now) : undefined)
  if (node === undefined) return fail(call, isBusybox(call) ? `can't stat '${source}': No such file or directory` : `cannot stat '${source}': No such file or directory`)
  if (node.kind === 'directory' && !isRecursive) return fail(call, isBusybox(call) ? `omitting directory '${source}'` : `-r not specified; omitting directory '${source}'`)
  const isContents = /(?:^|\/)\.\.?$/.test(source)
  const path = isContents ? target : inTarget(call, source, target)
  const place = placeOf(call, path)
  const cannot = (errno: Errno): number => fail(call, isBusybox(call) ? `can't create '${path}': ${errnoText[errno]}` : `cannot create ${node.kind === 'directory' ? 'directory' : 'regular file'} '${path}': ${errnoText[errno]}`)
  if (typeof place === 'string') return cannot(place)
  if (place.node !== undefined && given.has('n')) return 0
  const errno = put(call.turn, place, copied(node, place.node, call.turn.now))
  return errno === undefined ? 0 : cannot(errno)
}

/** What an unknown image may have there: a directory where the words say so. */
const assumedNode = (path: string, at: number): FileNode => (/(?:^|\/)\.{0,2}$/.test(path) ? { ...emptyDirectory, at } : fileOf('', at))

function copied(node: FileNode, over: FileNode | undefined, at: number): FileNode {
  if (node.kind !== 'directory') return node.kind === 'file' && over?.kind === 'file' ? { ...over, text: node.text, at } : { ...node, at }
  if (over?.kind !== 'directory') return { ...node, at }
  const entries = new Map(over.entries)
  for (const [name, child] of node.entries) entries.set(name, copied(child, entries.get(name), at))
  return { ...over, entries, at }
}

const mv = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'fnivT', { force: 'f', 'no-clobber': 'n', verbose: 'v' })
  if (unknown !== undefined) return refuseOption(call, unknown)
  if (operands.length < 2) return missingOperand(call, operands.length === 0 ? 'missing file operand' : `missing destination file operand after '${operands[0]}'`)
  const target = operands.at(-1)!
  return each(operands.slice(0, -1), (source) => {
    const from = placeOf(call, source, false)
    if (typeof from === 'string' || from.node === undefined) return fail(call, isBusybox(call) ? `can't rename '${source}': No such file or directory` : `cannot stat '${source}': No such file or directory`)
    const path = inTarget(call, source, target)
    const to = placeOf(call, path, false)
    const cannot = (errno: Errno): number => fail(call, isBusybox(call) ? `can't rename '${source}': ${errnoText[errno]}` : `cannot move '${source}' to '${path}': ${errnoText[errno]}`)
    if (typeof to === 'string') return cannot(to)
    if (given.has('n') && to.node !== undefined) return 0
    if (to.path === from.path) return isBusybox(call) ? 0 : fail(call, `'${source}' and '${path}' are the same file`)
    const errno = put(call.turn, to, from.node) ?? put(call.turn, from, undefined)
    return errno === undefined ? 0 : cannot(errno)
  })
})

const ln = instant((call) => {
  const { given, operands, unknown } = optionsOf(call.argv.slice(1), 'sfnvT', { symbolic: 's', force: 'f', 'no-dereference': 'n' })
  if (unknown !== undefined) return refuseOption(call, unknown)
  const [source, target = '.'] = operands
  if (source === undefined) return missingOperand(call, 'missing file operand')
  const path = given.has('n') || given.has('T') ? target : inTarget(call, source, target)
  const place = placeOf(call, path, false)
  const cannot = (errno: Errno): number => fail(call, isBusybox(call) ? `${path}: ${errnoText[errno]}` : `failed to create ${given.has('s') ? 'symbolic' : 'hard'} link '${path}': ${errnoText[errno]}`)
  if (typeof place === 'string') return cannot(place)
  if (place.node !== undefined && !given.has('f')) return cannot('EEXIST')
  const node = given.has('s') ? linkTo(source, call.turn.now) : nodeOf(call.turn, call.task, source)
  if (node === undefined) return fail(call, isBusybox(call) ? `${path}: No such file or directory` : `failed to access '${source}': No such file or directory`)
  const errno = put(call.turn, place, node)
  return errno === undefined ? 0 : cannot(errno)
})

const chmod = instant((call) => {
  const args = call.argv.slice(1).filter((text) => !/^-[RvfchR]+$|^--(?:recursive|verbose|quiet)$/.test(text))
  const isRecursive = call.argv.slice(1).some((text) => /^-\w*R|^--recursive/.test(text))
  const [spec, ...paths] = args
  if (spec === undefined || paths.length === 0) return missingOperand(call)
  return each(paths, (path) => {
    const place = placeOf(call, path)
    if (typeof place === 'string' || place.node === undefined) return fail(call, isBusybox(call) ? `${path}: No such file or directory` : `cannot access '${path}': No such file or directory`)
    const errno = put(call.turn, place, withMode(place.node, spec, isRecursive))
    return errno === undefined ? 0 : fail(call, isBusybox(call) ? `${path}: ${errnoText[errno]}` : `changing permissions of '${path}': ${errno === 'EACCES' ? 'Operation not permitted' : errnoText[errno]}`)
  })
})

function withMode(node: FileNode, spec: string, isRecursive: boolean): FileNode {
  if (node.kind === 'link') return node
  const mode = /^[0-7]+$/.test(spec) ? Number.parseInt(spec, 8) : spec.split(',').reduce((value, clause) => changeMode(value, clause, node.kind === 'directory'), node.mode)
  if (node.kind === 'file' || !isRecursive) return { ...node, mode }
  return { ...node, mode, entries: new Map([...node.entries].map(([name, child]) => [name, withMode(child, spec, true)])) }
}

function changeMode(mode: number, clause: string, isDirectory: boolean): number {
  const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause)
  if (match === null) return mode
  const [, who = '', sign, rights = ''] = match
  const all = who === '' || who.includes('a')
  let bits = 0
  for (const right of rights) bits |= right === 'r' ? 4 : right === 'w' ? 2 : right === 'x' || (right === 'X' && (isDirectory || (mode & 0o111) !== 0)) ? 1 : 0
  const masks = (all || who.includes('u') ? 0o700 : 0) | (all || who.includes('g') ? 0o070 : 0) | (all || who.includes('o') ? 0o007 : 0)
  const set = (bits * 0o111) & masks
  return sign === '+' ? mode | set : sign === '-' ? mode & ~set : (mode & ~masks) | set
}

const users: Readonly<Record<string, number>> = { root: 0, daemon: 1, bin: 2, www: 33, 'www-data': 33, nginx: 101, postgres: 999, mysql: 999, redis: 999, nobody: 65534, node: 1000 }

const chown = instant((call) => {
  const args = call.argv.slice(1).filter((text) => !/^-[RvfchR]+$|^--\w+/.test(text))
  const [spec = '', ...paths] = args
  const name = spec.split(/[:.]/, 1)[0]!
  const owner = /^\d+$/.test(name) ? Number(name) : users[name]
  if (owner === undefined && name !== '') return fail(call, isBusybox(call) ? `unknown user ${name}` : `invalid user: '${spec}'`)
  return each(paths, (path) => {
    const place = placeOf(call, path)
    if (typeof place === 'string' || place.node === undefined) return fail(call, isBusybox(call) ? `${path}: No such file or directory` : `cannot access '${path}': No such file or directory`)
    const errno = owner === undefined || place.node.kind === 'link' ? undefined : put(call.turn, place, { ...place.node, owner })
    return errno === undefined ? 0 : fail(call, isBusybox(call) ? `${path}: Operation not permitted` : `changing ownership of '${path}': Operation not permitted`)
  })
})

const readlink = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'fenmqs')
  return each(operands, (path) => {
    const found = find(call.turn, call.task, path, given.has('f') || given.has('e') || given.has('m'))
    if (!found.ok) return 1
    if (given.has('f') || given.has('e')) out(call, `${found.place.path}\n`)
    else if (found.place.node?.kind === 'link') out(call, `${found.place.node.target}${given.has('n') ? '' : '\n'}`)
    else return 1
    return 0
  })
})

const realpath = instant((call) => (call.argv.length < 2 ? missingOperand(call) : each(optionsOf(call.argv.slice(1), 'esmq').operands, (path) => {
  const found = find(call.turn, call.task, path)
  if (!found.ok) return fail(call, `${path}: ${errnoText[found.errno]}`)
  out(call, `${found.place.path}\n`)
  return 0
})))

const mktemp = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'dqup:t', { directory: 'd' })
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  const template = operands[0] ?? `${given.get('p') ?? '/tmp'}/tmp.XXXXXX`
  const path = template.replace(/X{3,}$/, (places) => Array.from(places, () => letters[randomBelow(call.turn, letters.length)]).join(''))
  const place = placeOf(call, path)
  const errno = typeof place === 'string' ? place : put(call.turn, place, given.has('d') ? { ...emptyDirectory, mode: 0o700, at: call.turn.now } : fileOf('', call.turn.now, 0o600))
  if (errno !== undefined) return fail(call, isBusybox(call) ? `${path}: ${errnoText[errno]}` : `failed to create file via template '${template}': ${errnoText[errno]}`)
  out(call, `${path}\n`)
  return 0
})

const truncate = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 's:c', { 'size=': 's' })
  return each(operands, (path) => {
    const place = placeOf(call, path)
    if (typeof place === 'string') return fail(call, `cannot open '${path}' for writing: ${errnoText[place]}`)
    const text = place.node?.kind === 'file' ? place.node.text : ''
    const size = sizeOf(given.get('s') ?? '0')
    put(call.turn, place, { ...(place.node?.kind === 'file' ? place.node : fileOf('')), text: text.slice(0, size).padEnd(Math.min(size, 1 << 24), '\0'), at: call.turn.now })
    return 0
  })
})

const factors: Readonly<Record<string, number>> = { '': 1, c: 1, b: 512, k: 1024, K: 1024, M: 1 << 20, G: 1 << 30 }

/** Bytes of `10M`, `1k`, `512`. */
export function sizeOf(text: string): number {
  const match = /^(\d+)([cbkKMG]?)(?:i?B)?$/.exec(text)
  return match === null ? 0 : Number(match[1]) * factors[match[2]!]!
}

const dirname = instant((call) => each(call.argv.slice(1), (path) => {
  const cut = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '')
  out(call, `${cut === '' ? (path.startsWith('/') ? '/' : '.') : cut}\n`)
  return 0
}))

const basename = instant((call) => {
  const { given, operands } = optionsOf(call.argv.slice(1), 'as:', { multiple: 'a', 'suffix=': 's' })
  if (operands.length === 0) return missingOperand(call)
  const isMany = given.has('a') || given.has('s')
  const suffix = given.get('s') ?? (isMany ? '' : operands[1] ?? '')
  for (const path of isMany ? operands : operands.slice(0, 1)) {
    const name = baseName(path)
    out(call, `${suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`)
  }
  return 0
})

/** dd of=FILE bs=1M count=10: what it reads from /dev/zero is as long as asked for. */
const dd = instant((call) => {
  const options = new Map(call.argv.slice(1).map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const))
  const block = sizeOf(options.get('bs') ?? '512')
  const count = options.has('count') ? Number(options.get('count')) : undefined
  const input = options.get('if')
  const source = input === undefined || input.startsWith('/dev/') ? { ok: true as const, text: '\0'.repeat(Math.min((count ?? 0) * block, 1 << 26)) } : readText(call.turn, call.task, input)
  if (!source.ok) return fail(call, isBusybox(call) ? `can't open '${input}': ${errnoText[source.errno]}` : `failed to open '${input}': ${errnoText[source.errno]}`)
  const text = count === undefined ? source.text : source.text.slice(0, count * block)
  const target = options.get('of')
  if (target === undefined) out(call, text)
  else if (!target.startsWith('/dev/')) {
    const place = placeOf(call, target)
    const errno = typeof place === 'string' ? place : put(call.turn, place, { ...(place.node?.kind === 'file' ? place.node : fileOf('')), text, at: call.turn.now })
    if (errno !== undefined) return fail(call, isBusybox(call) ? `can't open '${target}': ${errnoText[errno]}` : `failed to open '${target}': ${errnoText[errno]}`)
  }
  const blocks = `${Math.floor(text.length / block)}+${text.length % block === 0 ? 0 : 1}`
  write(call.turn, call.task, 2, `${blocks} records in\n${blocks} records out\n${text.length} bytes (${(text.length / 1e6).toFixed(1)} MB) copied, 0 s, 0 B/s\n`)
  return 0
})

const which = instant((call) => each(call.argv.slice(1).filter((text) => !text.startsWith('-')), (name) => {
  const path = name.includes('/') ? [name] : (call.task.env.get('PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(':').map((directory) => `${directory}/${name}`)
  const found = path.find((candidate) => {
    const node = nodeOf(call.turn, call.task, candidate)
    return node?.kind === 'file' && (node.mode & 0o111) !== 0
  })
  if (found === undefined) return 1
  out(call, `${found}\n`)
  return 0
}))

const pwd = instant((call) => {
  out(call, `${normal(absolute(call.task.cwd, '.'))}\n`)
  return 0
})

export const filePrograms: Readonly<Record<string, Program>> = {
  touch, rm, unlink: rm, mkdir, rmdir, cp, install: cp, mv, ln, chmod, chown, chgrp: instant(() => 0), readlink, realpath, mktemp, truncate, dirname, basename, dd, which, pwd,
}
