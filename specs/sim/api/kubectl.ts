import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { registerCustomResources } from '../../../src/sim/api/custom/register.js'
import { registerPolicies } from '../../../src/sim/api/admission/policies/register.js'
import { fail, type ApiError } from '../../../src/sim/api/errors.js'
import type { KindDefinition } from '../../../src/sim/api/kinds/define.js'
import { resolveResource } from '../../../src/sim/api/kinds/registry.js'
import { kindsOfDefinition } from '../../../src/sim/api/kinds/custom.js'
import { withLastApplied } from '../../../src/sim/api/patch/three-way.js'
import type { Json, JsonObject, KubeObject } from '../../../src/sim/api/types.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { applyRequest } from '../../../src/sim/requests/apply.js'
import type { ApplyFlags } from '../../../src/sim/requests/apply-flags.js'
import { cordonRequest } from '../../../src/sim/requests/cordon.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { deleteRequest } from '../../../src/sim/requests/delete.js'
import { labelRequest } from '../../../src/sim/requests/label.js'
import { patchRequest, type PatchType } from '../../../src/sim/requests/patch.js'
import { pruneRequest, refuseApplyFlags } from '../../../src/sim/requests/prune.js'
import { replaceRequest } from '../../../src/sim/requests/replace.js'
import { kubectlText, type Context, type RequestOptions, type RequestResult } from '../../../src/sim/requests/request.js'
import { rolloutPause } from '../../../src/sim/requests/rollout.js'
import { scaleRequest } from '../../../src/sim/requests/scale.js'
import { setEnv, setImage, setResources } from '../../../src/sim/requests/set.js'
import { taintRequest } from '../../../src/sim/requests/taint.js'
import type { Target } from '../../../src/sim/requests/target.js'
import { runUntil } from '../../../src/sim/run.js'
import { createCluster } from '../../../src/sim/start.js'
import type { Cluster } from '../../../src/sim/state.js'

registerCustomResources()
registerPolicies()

/** One kubectl command of a recording. */
export interface Step {
  readonly args: readonly string[]
  readonly input?: readonly Json[]
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}
export interface Recording {
  readonly name: string
  readonly namespace: string
  readonly manifests: readonly Json[]
  readonly steps: readonly Step[]
}

export const recordings = (name: string): readonly Recording[] =>
  readFileSync(fileURLToPath(new URL(`../../../fixtures/golden/api/${name}`, import.meta.url)), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recording)

export interface Said { readonly exit: number; readonly stdout: string; readonly stderr: string }

function errorText(error: ApiError, doing: string, name = ''): string {
  if (error.reason === 'Unknown') return `Error from server: ${doing}${error.message}`
  if (error.code === 0) return `error: ${error.message}`
  if (error.reason === 'Invalid' && error.subject === undefined && error.causes === undefined) return kubectlText(error)
  if (error.message.startsWith('json: cannot unmarshal')) return `error: unable to decode "STDIN": ${error.message}`
  if (error.message.startsWith('no matches for kind')) return `error: resource mapping not found for name: "${name}" namespace: "" from "STDIN": ${error.message}\nensure CRDs are installed first`
  if (error.reason !== 'Invalid') return `Error from server (${error.reason}): ${doing}${error.message}`
  const [, kind = '', object = ''] = /^(\S+) "([^"]*)" is (?:invalid|forbidden)/.exec(error.message) ?? []
  const causes = [...new Set((error.causes ?? []).map(({ field, message }) => `${field}: ${message}`))]
  const list = causes.length === 1 ? causes[0] : `\n${causes.map((cause) => `* ${cause}`).join('\n')}`
  return `The ${kind.split('.')[0]} "${object}" is invalid: ${list}`
}

const nameOf = (one: Json): string => (one as { readonly metadata?: { readonly name?: string } }).metadata?.name ?? ''

function said(results: readonly RequestResult[], doing: string, names: readonly string[] = [], isJson = false): Said {
  const warnings = results.flatMap((result) => (result.ok ? (result.warnings ?? []) : (result.error.warnings ?? []))).map((warning) => `Warning: ${warning}\n`)
  const errors = results.flatMap((result, at) => (result.ok ? [] : [`${errorText(result.error, doing, names[at])}\n`]))
  return { exit: errors.length > 0 ? 1 : 0, stdout: results.map((result) => (!result.ok ? '' : isJson ? JSON.stringify(stable(result.value.object)) : `${result.value.said}\n`)).join(''), stderr: [...warnings, ...errors].join('') }
}

/** Any name of a kind: built in, or of the definitions of the cluster. */
export function kindNamed(cluster: Cluster, name: string): KindDefinition {
  const custom = [...cluster.store.list('CustomResourceDefinition.apiextensions.k8s.io')].flatMap((definition) => [...kindsOfDefinition(definition)])
  const matches = (kind: KindDefinition): boolean =>
    [kind.plural, kind.singular, ...kind.shortNames].some((one) => [one, `${one}.${kind.group}`, `${one}.${kind.version}.${kind.group}`].includes(name))
  const found = resolveResource(name) ?? custom.find(matches)
  if (!found) throw new Error(`no kind is called ${name}`)
  return found
}

const option = (args: readonly string[], name: string): string | undefined => {
  const at = args.indexOf(name)
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
}

const dropped = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields'])

/** Without what differs from run to run. */
export function stable(value: unknown, parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => stable(item, parent))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !(parent === 'metadata' && dropped.has(name)) && name !== 'lastTransitionTime').sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, stable(item, name)]))
}

function table(cluster: Cluster, kind: KindDefinition, objects: readonly KubeObject[], isWide: boolean): string {
  const columns = kind.columns.filter(({ priority }) => isWide || !priority)
  const rows = [columns.map(({ name }) => name), ...objects.map((object) => columns.map(({ cell }) => cell(object as never, cluster.now)))]
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => (row[at] as string).length)))
  return rows.map((row) => `${row.map((cell, at) => cell.padEnd(Math.max(6, (widths[at] as number) + 3))).join('').trimEnd()}\n`).join('')
}

function get(cluster: Cluster, args: readonly string[], namespace: string): Said {
  const [, word = '', ...names] = wordsOf(args)
  const kind = kindNamed(cluster, word)
  const [label, value] = (option(args, '-l') ?? '').split('=')
  const isMeant = ({ metadata }: KubeObject): boolean => !label || metadata.labels?.[label] === value
  const keyOf = (name: string): string => (kind.namespaced ? `${namespace}/${name}` : name)
  const objects = names.length === 0 ? [...cluster.store.list<KubeObject>(kind.id)].filter(isMeant) : names.map((name) => cluster.store.get(kind.id, keyOf(name)))
  const missing = objects.findIndex((object) => object === undefined)
  if (missing >= 0) return { exit: 1, stdout: '', stderr: `Error from server (NotFound): ${kind.resource} "${names[missing]}" not found\n` }
  const found = objects as readonly KubeObject[]
  const format = option(args, '-o')
  if (format === 'json') return { exit: 0, stdout: JSON.stringify(stable(found.length === 1 ? found[0] : { apiVersion: 'v1', kind: 'List', items: found, metadata: { resourceVersion: '' } })), stderr: '' }
  const path = /^jsonpath=\{\.([\w.]+)\}$/.exec(format ?? '')?.[1]
  if (path !== undefined) return { exit: 0, stdout: found.map((object) => String(path.split('.').reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], object))).join(' '), stderr: '' }
  if (format === 'name') return { exit: 0, stdout: found.map(({ metadata }) => `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}/${metadata.name}\n`).join(''), stderr: '' }
  return { exit: 0, stdout: table(cluster, kind, found, format === 'wide'), stderr: '' }
}

const patchTypes: Readonly<Record<string, PatchType>> = { merge: 'merge', json: 'json', strategic: 'strategic' }

type Flags = RequestOptions & { readonly has: (name: string) => boolean }

function flagsOf(args: readonly string[]): Flags {
  const manager = option(args, '--field-manager')
  const subresource = option(args, '--subresource')
  return {
    ...(option(args, '--dry-run') === 'server' && { isDryRun: true }),
    fieldValidation: ({ warn: 'Warn', ignore: 'Ignore', false: 'Ignore' } as const)[option(args, '--validate') ?? ''] ?? 'Strict',
    ...((subresource === 'status' || subresource === 'scale') && { subresource }), ...(manager !== undefined && { fieldManager: manager }), has: (name) => args.includes(name),
  }
}

const valued = new Set(['-p', '-f', '-l', '-c', '-o', '-n', '--field-manager', '--replicas', '--type', '--subresource', '--dry-run', '--validate'])

/** Arguments that are neither flags nor their values; `kind/name` counts as two. */
function wordsOf(args: readonly string[]): readonly string[] {
  return args.filter((arg, at) => !arg.startsWith('-') && !valued.has(args[at - 1] ?? '')).flatMap((word) => (/^[a-z.]+\/[^=]+$/.test(word) ? word.split('/') : [word]))
}

const pairs = (words: readonly string[]): Record<string, string> => Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]))

function setCommand(context: Context, target: Target, args: readonly string[], flags: Flags): RequestResult {
  const [, what, , , ...changes] = wordsOf(args)
  const container = option(args, '-c') ?? '*'
  if (what === 'image') return setImage(context, target, pairs(changes), flags)
  if (what === 'resources') return setResources(context, target, { '*': { limits: pairs((option(args, '--limits') ?? '').split(',')) } }, flags)
  const gone = args.filter((arg) => /^\w+-$/.test(arg)).map((arg) => [arg.slice(0, -1), null] as const)
  return setEnv(context, target, { [container]: { ...Object.fromEntries(gone), ...pairs(changes.filter((word) => word.includes('='))) } }, flags)
}

/** What there is never one of is always created. */
const isPosted = (one: Json): boolean => (one as { readonly kind?: string }).kind === 'Binding'

function applyCommand(context: Context, { args, input = [] }: Step, namespace: string, flags: Flags): Said {
  const isServerSide = flags.has('--server-side')
  const applied: ApplyFlags = { ...flags, isServerSide, forcesConflicts: flags.has('--force-conflicts'), isForced: flags.has('--force') }
  const select = option(args, '-l')
  const allowlist = option(args, '--prune-allowlist')
  const pruning = flags.has('--prune') ? { ...(select !== undefined && { select }), isAll: flags.has('--all'), ...(allowlist !== undefined && { allowlist: allowlist.split(',') }) } : undefined
  const refused = refuseApplyFlags(applied, pruning)
  if (refused !== undefined) return said([fail(refused)], '')
  const results = input.map((one) => applyRequest(context, one, namespace, applied))
  const pruned = pruning && results.every(({ ok }) => ok) ? pruneRequest(context, results.flatMap((result) => (result.ok ? [result.value.object] : [])), pruning, applied) : []
  return said([...results, ...pruned], isServerSide ? '' : `error when ${input.some(isPosted) ? 'creating' : 'applying'} "STDIN": `, input.map(nameOf))
}

/** kubectl's verbs, as far as recordings use them. */
export function command(cluster: Cluster, step: Step, namespace: string): Said {
  const { args, input = [] } = step
  const context = scenarioContext(cluster, 1, 'admin')
  const flags = flagsOf(args)
  const [verb = '', ...words] = wordsOf(args)
  const [word = '', name = ''] = verb === 'set' || verb === 'rollout' ? words.slice(1) : words
  const target = (): { kind: string; namespace: string; name: string } => ({ kind: kindNamed(cluster, word).id, namespace, name })
  switch (verb) {
    case 'create': {
      const made = flags.has('--save-config') ? input.map((one) => withLastApplied(placedIn(one as JsonObject, namespace)) as Json) : input
      return said(made.map((one) => createRequest(context, one, namespace, flags)), 'error when creating "STDIN": ', made.map(nameOf), option(args, '-o') === 'json')
    }
    case 'apply': return applyCommand(context, step, namespace, flags)
    case 'replace': return said(input.map((one) => replaceRequest(context, one, namespace, { ...flags, isForced: flags.has('--force'), savesConfig: flags.has('--save-config') })), 'error when replacing "STDIN": ', input.map(nameOf))
    case 'patch': return said([patchRequest(context, target(), patchTypes[option(args, '--type') ?? 'strategic'] as PatchType, JSON.parse(option(args, '-p') ?? '{}') as Json, flags)], '')
    case 'scale': return said([scaleRequest(context, target(), Number(option(args, '--replicas')), flags)], '')
    case 'delete': return said([deleteRequest(context, target(), flags)], '')
    case 'set': return said([setCommand(context, target(), args, flags)], '')
    case 'rollout': return said([rolloutPause(context, target(), words[0] === 'pause')], '')
    case 'taint': return said([taintRequest(context, name, words.slice(2).join(' '))], '')
    case 'cordon':
    case 'uncordon': return said([cordonRequest(context, word, verb === 'cordon')], '')
    case 'label':
    case 'annotate': {
      const changes = words.slice(2).join(' ')
      return said([labelRequest(context, target(), verb === 'label' ? 'labels' : 'annotations', changes, flags)], '')
    }
    case 'get': return get(cluster, args, namespace)
    case 'wait':
      runUntil(cluster, cluster.now + 20_000)
      return { exit: 0, stdout: `resource${name}`, stderr: '' }
    default: throw new Error(`kubectl ${verb} is not known here`)
  }
}

const placedIn = (value: JsonObject, namespace: string): JsonObject => ({ ...value, metadata: { ...(value['metadata'] as JsonObject), namespace } })

/** A cluster on which nobody acts but who asks. */
export const bareCluster = (): Cluster => createCluster({ ...controlPlane, actors: [], watchers: new Map() }, defaultClusterOptions)

/** Plays a recording on a cluster of its own: what is said to each step. */
export function replay({ namespace, manifests, steps }: Recording): readonly Said[] {
  const cluster = createCluster(controlPlane, { ...defaultClusterOptions })
  runUntil(cluster, 5_000)
  const context = scenarioContext(cluster, 1)
  const problems: string[] = []
  const named = manifests.find((one) => (one as { readonly kind?: string }).kind === 'Namespace') ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
  for (const manifest of [named, ...manifests.filter((one) => one !== named)]) {
    const made = createRequest(context, manifest, namespace)
    if (!made.ok) problems.push(`setup: ${made.error.message}`)
    runUntil(cluster, cluster.now + 3_000)
  }
  if (problems.length > 0) return steps.map(() => ({ exit: 99, stdout: '', stderr: problems.join('\n') }))
  return steps.map((step) => {
    const answer = command(cluster, step, namespace)
    runUntil(cluster, cluster.now + 1_000)
    return answer
  })
}

/** In a form in which what the server does in random order is alike. */
export function comparable({ exit, stdout, stderr }: Said): Said {
  const lines = stderr.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uid) => (uid.startsWith('00000000-') ? uid : '<uid>')).split('\n')
  const sorted = [...lines.filter((line) => !line.startsWith('* ')), ...lines.filter((line) => line.startsWith('* ')).sort()]
  const anyToken = (text: string): string => text.replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<any>')
  return { exit, stdout: anyToken(stdout.startsWith('{') ? JSON.stringify(stable(JSON.parse(stdout))) : stdout), stderr: anyToken(sorted.join('\n')) }
}
