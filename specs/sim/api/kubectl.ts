import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { registerCustomResources } from '../../../src/sim/api/custom/register.js'
import { registerPolicies } from '../../../src/sim/api/admission/policies/register.js'
import type { ApiError } from '../../../src/sim/api/errors.js'
import type { KindDefinition } from '../../../src/sim/api/kinds/define.js'
import { resolveResource } from '../../../src/sim/api/kinds/registry.js'
import { kindsOfDefinition } from '../../../src/sim/api/kinds/custom.js'
import type { Json, KubeObject } from '../../../src/sim/api/types.js'
import { defaultClusterOptions, scenarioContext } from '../../../src/sim/cluster.js'
import { controlPlane } from '../../../src/sim/control-plane.js'
import { applyRequest } from '../../../src/sim/requests/apply.js'
import { createRequest } from '../../../src/sim/requests/create.js'
import { deleteRequest } from '../../../src/sim/requests/delete.js'
import { labelRequest } from '../../../src/sim/requests/label.js'
import { patchRequest, type PatchType } from '../../../src/sim/requests/patch.js'
import { replaceRequest } from '../../../src/sim/requests/replace.js'
import type { RequestOptions, RequestResult } from '../../../src/sim/requests/request.js'
import { scaleRequest } from '../../../src/sim/requests/scale.js'
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
  if (error.code === 0) return `error: ${error.message}`
  if (error.message.startsWith('json: cannot unmarshal')) return `error: unable to decode "STDIN": ${error.message}`
  if (error.message.startsWith('no matches for kind')) return `error: resource mapping not found for name: "${name}" namespace: "" from "STDIN": ${error.message}\nensure CRDs are installed first`
  if (error.reason !== 'Invalid') return `Error from server (${error.reason}): ${doing}${error.message}`
  const [, kind = '', object = ''] = /^(\S+) "([^"]*)" is (?:invalid|forbidden)/.exec(error.message) ?? []
  const causes = [...new Set((error.causes ?? []).map(({ field, message }) => `${field}: ${message}`))]
  const list = causes.length === 1 ? causes[0] : `\n${causes.map((cause) => `* ${cause}`).join('\n')}`
  return `The ${kind.split('.')[0]} "${object}" is invalid: ${list}`
}

function said(results: readonly RequestResult[], doing: string, names: readonly string[] = []): Said {
  const warnings = results.flatMap((result) => (result.ok ? (result.warnings ?? []) : (result.error.warnings ?? []))).map((warning) => `Warning: ${warning}\n`)
  const errors = results.flatMap((result, at) => (result.ok ? [] : [`${errorText(result.error, doing, names[at])}\n`]))
  return { exit: errors.length > 0 ? 1 : 0, stdout: results.map((result) => (result.ok ? `${result.value.said}\n` : '')).join(''), stderr: [...warnings, ...errors].join('') }
}

/** Any name of a kind: built in, or of the definitions of the cluster. */
function kindNamed(cluster: Cluster, name: string): KindDefinition {
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
  const [, word = '', ...rest] = args
  const kind = kindNamed(cluster, word)
  const names = rest.slice(0, rest.indexOf('-o') < 0 ? undefined : rest.indexOf('-o'))
  const keyOf = (name: string): string => (kind.namespaced ? `${namespace}/${name}` : name)
  const objects = names.length === 0 ? [...cluster.store.list(kind.id)] : names.map((name) => cluster.store.get(kind.id, keyOf(name)))
  const missing = objects.findIndex((object) => object === undefined)
  if (missing >= 0) return { exit: 1, stdout: '', stderr: `Error from server (NotFound): ${kind.resource} "${names[missing]}" not found\n` }
  const found = objects as readonly KubeObject[]
  const format = option(args, '-o')
  if (format === 'json') return { exit: 0, stdout: JSON.stringify(stable(found.length === 1 ? found[0] : { apiVersion: 'v1', kind: 'List', items: found, metadata: { resourceVersion: '' } })), stderr: '' }
  if (format === 'name') return { exit: 0, stdout: found.map(({ metadata }) => `${kind.singular}${kind.group === '' ? '' : `.${kind.group}`}/${metadata.name}\n`).join(''), stderr: '' }
  return { exit: 0, stdout: table(cluster, kind, found, format === 'wide'), stderr: '' }
}

const patchTypes: Readonly<Record<string, PatchType>> = { merge: 'merge', json: 'json', strategic: 'strategic' }

/** kubectl's verbs, as far as recordings use them. */
function command(cluster: Cluster, { args, input = [] }: Step, namespace: string): Said {
  const context = scenarioContext(cluster, 1, 'admin')
  const options: RequestOptions = {
    ...(option(args, '--dry-run') === 'server' && { isDryRun: true }),
    fieldValidation: ({ warn: 'Warn', ignore: 'Ignore' } as const)[option(args, '--validate') ?? ''] ?? 'Strict',
    ...(option(args, '--subresource') === 'status' && { subresource: 'status' as const }),
  }
  const [verb = '', word = '', name = ''] = args
  const target = (): { kind: string; namespace: string; name: string } => ({ kind: kindNamed(cluster, word).id, namespace, name })
  switch (verb) {
    case 'create': return said(input.map((one) => createRequest(context, one, namespace, options)), 'error when creating "STDIN": ', input.map((one) => (one as { readonly metadata?: { readonly name?: string } }).metadata?.name ?? ''))
    case 'apply': return said(input.map((one) => applyRequest(context, one, namespace)), 'error when applying "STDIN": ')
    case 'replace': return said(input.map((one) => replaceRequest(context, one, namespace)), 'error when replacing "STDIN": ')
    case 'patch': return said([patchRequest(context, target(), patchTypes[option(args, '--type') ?? 'strategic'] as PatchType, JSON.parse(option(args, '-p') ?? '{}') as Json, options)], '')
    case 'scale': return said([scaleRequest(context, target(), Number(option(args, '--replicas')))], '')
    case 'delete': return said([deleteRequest(context, target())], '')
    case 'label': {
      const [kind = '', object = '', ...changes] = args.slice(1).filter((arg) => !arg.startsWith('--'))
      return said([labelRequest(context, { kind: kindNamed(cluster, kind).id, namespace, name: object }, 'labels', changes.join(' '))], '')
    }
    case 'get': return get(cluster, args, namespace)
    case 'wait':
      runUntil(cluster, cluster.now + 20_000)
      return { exit: 0, stdout: `resource${name}`, stderr: '' }
    default: throw new Error(`kubectl ${verb} is not known here`)
  }
}

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
