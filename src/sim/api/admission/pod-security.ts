/** Plugin `PodSecurity` 1.36: namespaces say by labels which standard their pods keep (k8s.io/pod-security-admission `admission/admission.go`). */
import type { FieldError } from '../errors.js'
import type { KubeObject, PodSpec, StringMap } from '../types.js'
import { invalid } from '../validation/field-error.js'
import { child, key, root } from '../validation/path.js'
import { isEqual } from '../validation/equal.js'
import type { AdmissionLookup } from './define.js'
import { securityChecks, type CheckedPod, type Violation } from './pod-security-checks.js'

type Level = 'privileged' | 'baseline' | 'restricted'
interface Standard {
  readonly level: Level
  /** As it was written: `latest` or `v1.30`. */
  readonly version: string
}

const prefix = 'pod-security.kubernetes.io/'
const levels: readonly string[] = ['privileged', 'baseline', 'restricted']
const newestMinor = 36

const minorOf = ({ version }: Standard): number => (version === 'latest' ? newestMinor : Number(version.slice(3)))
const isVersion = (text: string): boolean => text === 'latest' || /^v1\.(0|[1-9]\d*)$/.test(text)

/** What a namespace wants of its pods in one mode; an unknown level is the strictest one. */
function standard(labels: StringMap, mode: 'enforce' | 'warn' | 'audit'): Standard | undefined {
  const level = labels[`${prefix}${mode}`]
  if (level === undefined) return undefined
  const version = labels[`${prefix}${mode}-version`] ?? 'latest'
  return { level: levels.includes(level) ? (level as Level) : 'restricted', version: isVersion(version) ? version : 'latest' }
}

const none: readonly Violation[] = []
const memo = new WeakMap<object, Map<string, readonly Violation[]>>()
const annotated = /^(container\.apparmor|seccomp|container\.seccomp)\.security\./

/** Specs are shared by all pods of a template, and so is what is wrong with them. */
function violations(pod: CheckedPod, wanted: Standard): readonly Violation[] {
  if (wanted.level === 'privileged') return none
  const isShared = Object.isFrozen(pod.spec) && !Object.keys(pod.annotations).some((name) => annotated.test(name))
  const id = `${wanted.level} ${minorOf(wanted)}`
  const known = isShared ? memo.get(pod.spec)?.get(id) : undefined
  if (known) return known
  const found = evaluate(pod, wanted)
  if (isShared) memo.set(pod.spec, (memo.get(pod.spec) ?? new Map<string, readonly Violation[]>()).set(id, found))
  return found
}

function evaluate(pod: CheckedPod, wanted: Standard): readonly Violation[] {
  const minor = minorOf(wanted)
  const active = securityChecks.flatMap((check) => {
    const version = check.versions.find(([from]) => minor >= from)
    return version && (wanted.level === 'restricted' || check.level === 'baseline') ? [{ check, run: version[1] }] : []
  })
  const replaced = new Set(active.map(({ check }) => check.overrides))
  return active.filter(({ check }) => !replaced.has(check.id)).flatMap(({ run }) => run(pod) ?? [])
}

const detailsOf = (found: readonly Violation[]): string => found.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ')
const nameOf = ({ level, version }: Standard): string => `${level}:${version}`

export interface SecurityVerdict {
  /** Why the pod is refused, without `pods "x" is forbidden: `. */
  readonly why?: string
  readonly warnings: readonly string[]
}
const fine: SecurityVerdict = { warnings: [] }

type WithTemplate = KubeObject & {
  readonly spec?: { readonly template?: Template; readonly jobTemplate?: { readonly spec?: { readonly template?: Template } } }
  readonly template?: Template
}
type Template = { readonly metadata?: { readonly annotations?: StringMap }; readonly spec?: PodSpec }

const templated = new Set(['ReplicationController', 'ReplicaSet', 'Deployment', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob', 'PodTemplate'])

/** The pod that an object is, or makes. */
function podOf(object: KubeObject): { readonly pod: CheckedPod; readonly isPod: boolean } | undefined {
  if (object.kind === 'Pod' && object.apiVersion === 'v1') return { pod: checked(object.metadata.annotations, (object as { readonly spec?: PodSpec }).spec), isPod: true }
  if (!templated.has(object.kind)) return undefined
  const { spec, template } = object as WithTemplate
  const found = template ?? spec?.template ?? spec?.jobTemplate?.spec?.template
  return found && { pod: checked(found.metadata?.annotations, found.spec), isPod: false }
}
const checked = (annotations: StringMap | undefined, spec: PodSpec | undefined): CheckedPod => ({ annotations: annotations ?? {}, spec: (spec ?? {}) as CheckedPod['spec'] })

/** `old` is given on update; a pod whose spec did not change is not looked at. */
export function podSecurity(object: KubeObject, lookup: AdmissionLookup, old?: KubeObject): SecurityVerdict {
  const labels = lookup.get('Namespace', object.metadata.namespace ?? '')?.metadata.labels
  if (labels === undefined || !hasStandard(labels)) return fine
  const subject = podOf(object)
  if (!subject) return fine
  const before = old && podOf(old)
  if (before && subject.isPod && isEqual(before.pod.spec, subject.pod.spec)) return fine
  const enforced = standard(labels, 'enforce')
  if (subject.isPod && enforced) {
    const found = violations(subject.pod, enforced)
    if (found.length > 0) return { why: `violates PodSecurity "${nameOf(enforced)}": ${detailsOf(found)}`, warnings: [] }
  }
  const warned = standard(labels, 'warn') ?? enforced
  const found = warned ? violations(subject.pod, warned) : none
  return found.length === 0 || !warned ? fine : { warnings: [`would violate PodSecurity "${nameOf(warned)}": ${detailsOf(found)}`] }
}

function hasStandard(labels: StringMap): boolean {
  return labels[`${prefix}enforce`] !== undefined || labels[`${prefix}warn`] !== undefined
}

/** What is wrong with the labels of a namespace. */
export function securityLabelErrors({ metadata }: KubeObject, old?: KubeObject): readonly FieldError[] {
  const { labels = {} } = metadata
  const path = child(root('metadata'), 'labels')
  return ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const [level, version] = [labels[`${prefix}${mode}`], labels[`${prefix}${mode}-version`]]
    const isNew = (name: string): boolean => old === undefined || old.metadata.labels?.[name] !== labels[name]
    return [
      ...(level !== undefined && !levels.includes(level) && isNew(`${prefix}${mode}`) ? [invalid(key(path, `${prefix}${mode}`), level, `must be one of ${levels.join(', ')}`)] : []),
      ...(version !== undefined && !isVersion(version) && isNew(`${prefix}${mode}-version`) ? [invalid(key(path, `${prefix}${mode}-version`), version, 'must be "latest" or "v1.x"')] : []),
    ]
  })
}

const maxPods = 3000

/** Pods that a stricter namespace would not let in any more; they stay. */
export function tightenedWarnings(namespace: KubeObject, old: KubeObject, lookup: AdmissionLookup): readonly string[] {
  const [wanted, before] = [standard(namespace.metadata.labels ?? {}, 'enforce'), standard(old.metadata.labels ?? {}, 'enforce')]
  if (!wanted || wanted.level === 'privileged' || isEqual(wanted, before)) return []
  if (before && minorOf(before) === minorOf(wanted) && levels.indexOf(before.level) >= levels.indexOf(wanted.level)) return []
  const pods = lookup.list('Pod', namespace.metadata.name).slice(0, maxPods).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const byReasons = new Map<string, string[]>()
  for (const pod of pods) {
    const found = violations((podOf(pod) as { readonly pod: CheckedPod }).pod, wanted)
    if (found.length === 0) continue
    const reasons = found.map(({ reason }) => reason).join(', ')
    byReasons.set(reasons, [...(byReasons.get(reasons) ?? []), pod.metadata.name])
  }
  if (byReasons.size === 0) return []
  const head = `existing pods in namespace ${JSON.stringify(namespace.metadata.name)} violate the new PodSecurity enforce level ${JSON.stringify(nameOf(wanted))}`
  return [head, ...[...byReasons].map(([reasons, names]) => `${others(names)}: ${reasons}`)]
}

function others([first = '', ...rest]: readonly string[]): string {
  return rest.length === 0 ? first : `${first} (and ${rest.length} other ${rest.length === 1 ? 'pod' : 'pods'})`
}
