import { fail } from '../api/errors.js'
import type { Container, EnvVar, Json, PodSpec, ResourceRequirements } from '../api/types.js'
import { answer, clientError, contextFor, dryRunWords, type Context, type RequestOptions, type RequestResult } from './request.js'
import { findTarget, type Target } from './target.js'
import { podSpecOf, withPodSpec } from './template.js'
import { updateTo } from './update.js'

/** What to do to a container, or undefined when it is not meant. */
type Change = (container: Container, name: string) => Container

/** `kubectl set image`: container name (or `*`) -> image. */
export const setImage = (context: Context, target: Target, images: Readonly<Record<string, string>>, options: RequestOptions = {}): RequestResult =>
  setContainers(context, target, Object.keys(images), 'image updated', (container, name) => ({ ...container, image: images[name]! }), options)

/** `kubectl set env`: container name (or `*`) -> variables; null takes a variable away. */
export const setEnv = (context: Context, target: Target, variables: Readonly<Record<string, Readonly<Record<string, string | null>>>>, options: RequestOptions = {}): RequestResult =>
  setContainers(context, target, Object.keys(variables), 'env updated', (container, name) => ({ ...container, env: mergeEnv(container.env ?? [], variables[name]!) }), options)

/** `kubectl set resources`: container name (or `*`) -> requests and limits, merged by resource. */
export const setResources = (context: Context, target: Target, resources: Readonly<Record<string, ResourceRequirements>>, options: RequestOptions = {}): RequestResult =>
  setContainers(context, target, Object.keys(resources), 'resource requirements updated', (container, name) => ({ ...container, resources: mergeResources(container.resources, resources[name]!) }), options)

function setContainers(given: Context, target: Target, names: readonly string[], verb: string, change: Change, options: RequestOptions): RequestResult {
  const context = contextFor(given, options)
  const found = findTarget(context, target)
  if (!found.ok) return found
  const { kind, object } = found.value
  const podSpec = podSpecOf(object)
  if (podSpec === undefined) return fail(clientError(`the object is not a pod or does not have a pod template: ${kind.resource}`))
  const known = [...podSpec.containers, ...(podSpec.initContainers ?? [])].map(({ name }) => name)
  const unknown = names.find((name) => name !== '*' && !known.includes(name))
  if (unknown !== undefined) return fail(clientError(`unable to find container named "${unknown}"`))
  const updated = updateTo(context, object, withPodSpec(object, changed(podSpec, names, change)) as unknown as Json, { owner: options.fieldManager ?? 'kubectl-set' })
  return updated.ok ? answer(kind, updated.value, `${verb}${dryRunWords(options)}`) : updated
}

function changed(podSpec: PodSpec, names: readonly string[], change: Change): PodSpec {
  const apply = (container: Container): Container => {
    const name = names.includes(container.name) ? container.name : names.includes('*') ? '*' : undefined
    return name === undefined ? container : change(container, name)
  }
  return { ...podSpec, containers: podSpec.containers.map(apply), ...(podSpec.initContainers === undefined ? {} : { initContainers: podSpec.initContainers.map(apply) }) }
}

function mergeEnv(env: readonly EnvVar[], variables: Readonly<Record<string, string | null>>): readonly EnvVar[] {
  const kept = env.filter(({ name }) => variables[name] !== null).map((variable) => {
    const value = variables[variable.name]
    return value === undefined || value === null ? variable : { name: variable.name, value }
  })
  const added = Object.entries(variables).filter(([name, value]) => value !== null && !env.some((variable) => variable.name === name))
  return [...kept, ...added.map(([name, value]) => ({ name, value: value ?? '' }))]
}

const mergeResources = (before: ResourceRequirements | undefined, after: ResourceRequirements): ResourceRequirements => ({
  ...before,
  ...(after.requests === undefined ? {} : { requests: { ...before?.requests, ...after.requests } }),
  ...(after.limits === undefined ? {} : { limits: { ...before?.limits, ...after.limits } }),
})
