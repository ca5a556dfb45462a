import type { ApiError } from '../api/errors.js'
import type { KindDefinition } from '../api/kinds/define.js'
import { kindOf } from '../api/kinds/registry.js'
import { compileSelector, parseSelector, type LabelPredicate } from '../api/labels.js'
import { lastAppliedAnnotation } from '../api/patch/three-way.js'
import { ok } from '../api/errors.js'
import type { KubeObject } from '../api/types.js'
import { customKindsIn } from '../apiserver/kinds.js'
import { deleteObject } from '../apiserver/delete.js'
import { keyOf } from '../store/keys.js'
import type { ApplyFlags } from './apply-flags.js'
import { clientError, contextFor, dryRunWords, printedName, type Context, type RequestResult } from './request.js'

/** The flags of `kubectl apply --prune`. */
export interface PruneFlags {
  readonly select?: string
  /** Every object that was applied may go. */
  readonly isAll?: boolean
  /** `group/version/kind`, the core group as `core`; instead of the kinds that kubectl prunes. */
  readonly allowlist?: readonly string[]
}

/** What kubectl prunes unless told otherwise (pkg/util/prune, 1.36). */
const defaultKinds: readonly (readonly [string, string])[] = [
  ['v1', 'ConfigMap'], ['v1', 'Endpoints'], ['v1', 'PersistentVolumeClaim'], ['v1', 'Pod'], ['v1', 'ReplicationController'], ['v1', 'Secret'], ['v1', 'Service'],
  ['batch/v1', 'Job'], ['batch/v1', 'CronJob'], ['networking.k8s.io/v1', 'Ingress'], ['apps/v1', 'DaemonSet'], ['apps/v1', 'Deployment'], ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'StatefulSet'], ['v1', 'Namespace'], ['v1', 'PersistentVolume'],
]

/** Flags that do not go together, in kubectl's words (ApplyOptions.Validate, 1.36). */
export function refuseApplyFlags(flags: ApplyFlags, pruning: PruneFlags | undefined): ApiError | undefined {
  const isServerSide = flags.isServerSide === true
  const problems: readonly (readonly [boolean, string])[] = [
    [flags.forcesConflicts === true && !isServerSide, '--force-conflicts only works with --server-side'],
    [isServerSide && flags.isForced === true, '--force cannot be used with --server-side'],
    [flags.isDryRun === true && flags.isForced === true, '--dry-run=server cannot be used with --force'],
    [pruning?.isAll === true && pruning.select !== undefined, 'cannot set --all and --selector at the same time'],
    [pruning !== undefined && flags.isForced === true, '--force cannot be used with --prune'],
    [pruning !== undefined && pruning.isAll !== true && pruning.select === undefined, everythingSelected],
    [pruning !== undefined && isServerSide, '--prune is in alpha and doesn\'t currently work on objects created by server-side apply'],
    [flags.subresource !== undefined && !isServerSide, '--subresource can only be specified for --server-side'],
  ]
  const found = problems.find(([isWrong]) => isWrong)
  return found === undefined ? undefined : clientError(found[1])
}

const everythingSelected = 'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. '
  + 'If you did not mean to prune all resources, specify a label selector'

/** Deletes what was applied once, matches and was not applied now, in the namespaces of what was (pkg/cmd/apply/prune.go, 1.36). */
export function pruneRequest(given: Context, applied: readonly KubeObject[], pruning: PruneFlags, flags: ApplyFlags): readonly RequestResult[] {
  const context = contextFor(given, flags)
  const kept = new Set(applied.map(({ metadata }) => metadata.uid))
  const namespaces = [...new Set(applied.flatMap(({ metadata }) => metadata.namespace ?? []))]
  const matches = matcherOf(pruning)
  const kinds = kindsOf(context, pruning)
  const isPruned = ({ metadata }: KubeObject): boolean => metadata.annotations?.[lastAppliedAnnotation] !== undefined && !kept.has(metadata.uid) && matches(metadata.labels)
  const found = [
    ...namespaces.flatMap((namespace) => kinds.filter(({ namespaced }) => namespaced).flatMap((kind) => context.store.inNamespace(kind.id, namespace).map((object) => ({ kind, object })))),
    ...kinds.filter(({ namespaced }) => !namespaced).flatMap((kind) => [...context.store.list<KubeObject>(kind.id)].map((object) => ({ kind, object }))),
  ]
  return found.filter(({ object }) => isPruned(object)).map(({ kind, object }) => pruneOne(context, kind, object, flags))
}

function pruneOne(context: Context, kind: KindDefinition, object: KubeObject, flags: ApplyFlags): RequestResult {
  const deleted = deleteObject(context, kind.id, keyOf(object.metadata), { propagation: 'Background' })
  return deleted.ok ? ok({ object, said: `${printedName(kind, object.metadata.name)} pruned${dryRunWords(flags)}` }) : deleted
}

function matcherOf({ select }: PruneFlags): LabelPredicate {
  const parsed = select === undefined ? undefined : parseSelector(select)
  return parsed?.ok === true ? compileSelector(parsed.value) : () => true
}

function kindsOf({ store }: Context, { allowlist = [] }: PruneFlags): readonly KindDefinition[] {
  const named = allowlist.length === 0 ? defaultKinds : allowlist.map((text) => {
    const [group = '', version = '', kind = ''] = text.split('/')
    return [group === 'core' || group === '' ? version : `${group}/${version}`, kind] as const
  })
  return named.flatMap(([apiVersion, kind]) => kindOf(apiVersion, kind) ?? customKindsIn(store).find(apiVersion, kind) ?? [])
}
