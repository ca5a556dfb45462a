import type { PodSpec, StringMap } from '../types.js'
import { forbidden, invalid } from './field-error.js'
import { descendingPath } from './file-paths.js'
import { child, key } from './path.js'
import type { FieldPath } from './path.js'
import type { Errors } from './scalars.js'
import { entries } from './values.js'

/** Annotations that mean something to a pod: core `ValidatePodSpecificAnnotations` 1.36. */

const mirror = 'kubernetes.io/config.mirror'
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod'
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/'
const appArmor = 'container.apparmor.security.beta.kubernetes.io/'

const costText = /^(0|-?[1-9][0-9]*)$/
const isInt32 = (text: string): boolean => costText.test(text) && Number(text) <= 2147483647 && Number(text) >= -2147483648

function seccomp(path: FieldPath, profile: string, errors: Errors): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return
  if (profile.startsWith('localhost/')) descendingPath(path, profile.slice('localhost/'.length), errors)
  else errors.push(invalid(path, profile, 'must be a valid seccomp profile'))
}

function appArmorProfile(path: FieldPath, name: string, profile: string, spec: PodSpec, errors: Errors): void {
  const container = name.slice(appArmor.length)
  const at = key(path, name)
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])]
  if (!all.some((one) => one.name === container)) errors.push(invalid(at, container, 'container not found'))
  if (profile !== '' && profile !== 'runtime/default' && profile !== 'unconfined' && !profile.startsWith('localhost/'))
    errors.push(invalid(at, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`))
}

export function validatePodAnnotations(path: FieldPath, annotations: StringMap | undefined, spec: PodSpec, errors: Errors): void {
  if (!annotations) return
  if (annotations[mirror] !== undefined && !spec.nodeName)
    errors.push(invalid(key(path, mirror), annotations[mirror], 'must set spec.nodeName if mirror pod annotation is set'))
  const cost = annotations[deletionCost]
  if (cost !== undefined && !isInt32(cost)) errors.push(invalid(key(path, deletionCost), cost, 'must be a 32bit integer'))
  if (annotations[seccompPod] !== undefined) seccomp(child(path, seccompPod), annotations[seccompPod], errors)
  for (const [name, value] of entries<string>(annotations)) {
    if (name.startsWith(seccompContainer)) seccomp(child(path, name), value, errors)
    if (name.startsWith(appArmor)) appArmorProfile(path, name, value, spec, errors)
  }
}

/** AppArmor and mirror annotations stay as they were. */
export function validatePodAnnotationUpdate(path: FieldPath, given: StringMap | undefined, before: StringMap | undefined, errors: Errors): void {
  const [annotations, old] = [given ?? {}, before ?? {}]
  if (annotations === old) return
  for (const [name, value] of entries<string>(old)) {
    if (annotations[name] === value) continue
    if (name.startsWith(appArmor)) errors.push(forbidden(key(path, name), 'may not remove or update AppArmor annotations'))
    if (name === mirror) errors.push(forbidden(key(path, name), 'may not remove or update mirror pod annotation'))
  }
  for (const [name] of entries(annotations)) {
    if (old[name] !== undefined) continue
    if (name.startsWith(appArmor)) errors.push(forbidden(key(path, name), 'may not add AppArmor annotations'))
    if (name === mirror) errors.push(forbidden(key(path, name), 'may not add mirror pod annotation'))
  }
}
