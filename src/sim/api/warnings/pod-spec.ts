import type { PodSpec, StringMap } from '../types.js'
import { isEqual } from '../validation/equal.js'
import { child, fieldText, index, key } from '../validation/path.js'
import type { FieldPath } from '../validation/path.js'
import { entries, fields, isPresent, items, optional, text, texts } from '../validation/values.js'
import type { Fields } from '../validation/values.js'
import { containersOf } from '../validation/windows.js'
import { addressWarnings } from './addresses.js'
import { appArmorField, appArmorPrefix } from './app-armor.js'
import { containerWarnings } from './containers.js'
import { deprecatedLabel, termWarnings } from './node-labels.js'
import { fractionWarnings } from './quantities.js'
import { volumeWarnings } from './volumes.js'

/** What the server warns of in pods and pod templates: kubernetes `pkg/api/pod/warnings.go` `warningsForPodSpecAndMeta` 1.36. */

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution'
const noSelector = 'a null labelSelector results in matching no pod'
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod'
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/'
const deprecatedAnnotations: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
]

function nodeWarnings(path: FieldPath, spec: PodSpec): readonly string[] {
  const affinity = fields(fields(spec.affinity)['nodeAffinity'])
  const at = child(child(path, 'affinity'), 'nodeAffinity')
  const needed = items(fields(affinity[requiredTerms])['nodeSelectorTerms'])
  const wanted = items(affinity[preferredTerms])
  return [
    ...entries(spec.nodeSelector).flatMap(([name]) => {
      const message = deprecatedLabel(name)
      return message === undefined ? [] : [`${fieldText(key(child(path, 'nodeSelector'), name))}: ${message}`]
    }),
    ...needed.flatMap((term, position) => termWarnings(index(child(child(at, requiredTerms), 'nodeSelectorTerms'), position), term, false)),
    ...wanted.flatMap((term, position) => termWarnings(child(index(child(at, preferredTerms), position), 'preference'), fields(term['preference']), true)),
  ]
}

function spreadWarnings(path: FieldPath, spec: PodSpec): readonly string[] {
  return items(spec.topologySpreadConstraints).flatMap((constraint, position) => {
    const at = index(child(path, 'topologySpreadConstraints'), position)
    const name = text(constraint['topologyKey'])
    const message = deprecatedLabel(name)
    return [
      ...(message === undefined ? [] : [`${fieldText(child(at, 'topologyKey'))}: ${name} is ${message}`]),
      ...(isPresent(constraint['labelSelector']) ? [] : [`${fieldText(child(at, 'labelSelector'))}: ${noSelector}`]),
    ]
  })
}

function affinityWarnings(path: FieldPath, spec: PodSpec): readonly string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((name) => {
    const affinity = fields(fields(spec.affinity)[name])
    const at = child(child(path, 'affinity'), name)
    const say = (term: Fields, place: FieldPath): readonly string[] => (isPresent(term['labelSelector']) ? [] : [`${fieldText(child(place, 'labelSelector'))}: ${noSelector}`])
    return [
      ...items(affinity[requiredTerms]).flatMap((term, position) => say(term, index(child(at, requiredTerms), position))),
      ...items(affinity[preferredTerms]).flatMap((term, position) => say(fields(term['podAffinityTerm']), child(index(child(at, preferredTerms), position), 'podAffinityTerm'))),
    ]
  })
}

/** Values that stand twice in a list, and names that are empty. */
function repeatedWarnings(path: FieldPath, list: unknown, field: string, what: string): readonly string[] {
  const seen = new Set<string>()
  return items(list).flatMap((item, position) => {
    const value = text(item[field])
    const isKnown = seen.has(value)
    seen.add(value)
    return isKnown ? [`${fieldText(child(index(path, position), field))}: duplicate ${what} ${JSON.stringify(value)}`] : []
  })
}

const emptySecretWarnings = (path: FieldPath, list: unknown): readonly string[] =>
  items(list).flatMap((item, position) => (text(item['name']) === '' ? [`${fieldText(child(index(path, position), 'name'))}: invalid empty name ""`] : []))

type Containers = ReturnType<typeof containersOf>

/** Annotations that became fields; the fields make them silent. */
function annotationWarnings(path: FieldPath, annotations: StringMap, spec: PodSpec, containers: Containers, isTemplate: boolean): readonly string[] {
  const ofPod = fields(spec.securityContext)
  const say = (name: string, message: string): string => `${fieldText(key(path, name))}: ${message}`
  const seccomp = 'non-functional in v1.27+; use the "seccompProfile" field instead'
  return [
    ...(annotations[seccompPod] === undefined || isPresent(ofPod['seccompProfile']) ? [] : [say(seccompPod, seccomp)]),
    ...containers.flatMap(([, container]) => {
      const own = fields(container.securityContext)
      const [profile, armor] = [`${seccompContainer}${container.name}`, `${appArmorPrefix}${container.name}`]
      const isArmorSaid = isTemplate && annotations[armor] !== undefined && !isPresent(own['appArmorProfile'])
        && !(isPresent(ofPod['appArmorProfile']) && isEqual(ofPod['appArmorProfile'], appArmorField(annotations[armor])))
      return [
        ...(annotations[profile] === undefined || isPresent(own['seccompProfile']) ? [] : [say(profile, seccomp)]),
        ...(isArmorSaid ? [say(armor, 'deprecated since v1.30; use the "appArmorProfile" field instead')] : []),
      ]
    }),
  ]
}

/** `parent` is the way to a template; a pod has none. */
export function podWarnings(parent: FieldPath | undefined, spec: PodSpec, annotations: StringMap = {}): readonly string[] {
  const path = child(parent, 'spec')
  return isPlain(spec, annotations) ? containerWarnings(containersOf(path, spec)) : allWarnings(parent, path, spec, annotations)
}

/** Nothing but its containers can be warned of. */
const isPlain = (spec: PodSpec, annotations: StringMap): boolean => {
  const open = fields(spec)
  for (const name of warned) if (open[name] !== undefined) return false
  for (const name in annotations) if (!name.startsWith('kubectl.kubernetes.io/')) return false
  return (spec.terminationGracePeriodSeconds ?? 0) >= 0
}
const warned = ['nodeSelector', 'affinity', 'topologySpreadConstraints', 'volumes', 'hostAliases', 'imagePullSecrets', 'overhead', 'dnsConfig']

function allWarnings(parent: FieldPath | undefined, path: FieldPath, spec: PodSpec, annotations: StringMap): readonly string[] {
  const containers = containersOf(path, spec)
  const annotationsPath = child(child(parent, 'metadata'), 'annotations')
  const grace = spec.terminationGracePeriodSeconds
  const nameservers = texts(optional(fields(spec)['dnsConfig'])?.['nameservers'])
  return [
    ...nodeWarnings(path, spec),
    ...spreadWarnings(path, spec),
    ...deprecatedAnnotations.flatMap(([name, message]) => (annotations[name] === undefined ? [] : [`${fieldText(key(annotationsPath, name))}: ${message}`])),
    ...volumeWarnings(child(path, 'volumes'), spec.volumes),
    ...repeatedWarnings(child(path, 'hostAliases'), fields(spec)['hostAliases'], 'ip', 'ip'),
    ...repeatedWarnings(child(path, 'imagePullSecrets'), spec.imagePullSecrets, 'name', 'name'),
    ...emptySecretWarnings(child(path, 'imagePullSecrets'), spec.imagePullSecrets),
    ...fractionWarnings(child(path, 'overhead'), spec.overhead, ['memory', 'ephemeral-storage']),
    ...annotationWarnings(annotationsPath, annotations, spec, containers, parent !== undefined),
    ...containerWarnings(containers),
    ...(grace !== undefined && grace < 0 ? [`${fieldText(child(path, 'terminationGracePeriodSeconds'))}: must be >= 0; negative values are invalid and will be treated as 1`] : []),
    ...affinityWarnings(path, spec),
    ...nameservers.flatMap((server, position) => addressWarnings(index(child(child(path, 'dnsConfig'), 'nameservers'), position), server)),
    ...items(fields(spec)['hostAliases']).flatMap((alias, position) => addressWarnings(child(index(child(path, 'hostAliases'), position), 'ip'), text(alias['ip']))),
  ]
}
