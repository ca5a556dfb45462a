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

/** Names of annotations that became fields; `alpha` or `beta` stands in all of them. */
function mayBeDeprecated(annotations: StringMap): boolean {
  for (const name in annotations) if (name.includes('a.kubernetes.io/')) return true
  return false
}

/** `parent` is the way to a template; a pod has none. What is absent is not looked at. */
export function podWarnings(parent: FieldPath | undefined, spec: PodSpec, annotations: StringMap = {}): readonly string[] {
  const path = child(parent, 'spec')
  const open = fields(spec)
  const containers = containersOf(path, spec)
  const isAnnotated = mayBeDeprecated(annotations)
  const said: string[] = []
  if (spec.nodeSelector !== undefined || spec.affinity !== undefined) said.push(...nodeWarnings(path, spec))
  if (spec.topologySpreadConstraints !== undefined) said.push(...spreadWarnings(path, spec))
  if (isAnnotated) said.push(...deprecatedWarnings(annotationsOf(parent), annotations))
  if (spec.volumes !== undefined) said.push(...volumeWarnings(child(path, 'volumes'), spec.volumes))
  if (open['hostAliases'] !== undefined) said.push(...repeatedWarnings(child(path, 'hostAliases'), open['hostAliases'], 'ip', 'ip'))
  if (spec.imagePullSecrets !== undefined) said.push(...secretWarnings(child(path, 'imagePullSecrets'), spec.imagePullSecrets))
  if (spec.overhead !== undefined) said.push(...fractionWarnings(child(path, 'overhead'), spec.overhead, ['memory', 'ephemeral-storage']))
  if (isAnnotated) said.push(...annotationWarnings(annotationsOf(parent), annotations, spec, containers, parent !== undefined))
  said.push(...containerWarnings(containers), ...graceWarnings(path, spec))
  if (spec.affinity !== undefined) said.push(...affinityWarnings(path, spec))
  if (open['dnsConfig'] !== undefined || open['hostAliases'] !== undefined) said.push(...podAddressWarnings(path, open))
  return said
}

const annotationsOf = (parent: FieldPath | undefined): FieldPath => child(child(parent, 'metadata'), 'annotations')

const deprecatedWarnings = (path: FieldPath, annotations: StringMap): readonly string[] =>
  deprecatedAnnotations.flatMap(([name, message]) => (annotations[name] === undefined ? [] : [`${fieldText(key(path, name))}: ${message}`]))

const secretWarnings = (path: FieldPath, list: unknown): readonly string[] => [...repeatedWarnings(path, list, 'name', 'name'), ...emptySecretWarnings(path, list)]

function graceWarnings(path: FieldPath, { terminationGracePeriodSeconds: grace }: PodSpec): readonly string[] {
  return grace !== undefined && grace < 0 ? [`${fieldText(child(path, 'terminationGracePeriodSeconds'))}: must be >= 0; negative values are invalid and will be treated as 1`] : []
}

function podAddressWarnings(path: FieldPath, spec: Fields): readonly string[] {
  const nameservers = texts(optional(spec['dnsConfig'])?.['nameservers'])
  return [
    ...nameservers.flatMap((server, position) => addressWarnings(index(child(child(path, 'dnsConfig'), 'nameservers'), position), server)),
    ...items(spec['hostAliases']).flatMap((alias, position) => addressWarnings(child(index(child(path, 'hostAliases'), position), 'ip'), text(alias['ip']))),
  ]
}
